import type * as real from "../../../src/hub/conflicts.ts";

export * from "../../../src/hub/conflicts.ts";

/** Settles conflicts and leaves no trace of them. */
export const writeConflicts: typeof real.writeConflicts = async () => {};
