/** The time as the program sees it; tests hand in their own. */
export type Clock = { now: () => Date };

export const systemClock: Clock = { now: () => new Date() };
