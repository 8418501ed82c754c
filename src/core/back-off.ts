const firstPauseMs = 500;
const longestPauseMs = 10_000;

/** The pause before the given retry (0 is the first): doubled each time, capped, and up to half of it random. */
export function backOffMs(retry: number, random: () => number): number {
  const full = Math.min(firstPauseMs * 2 ** retry, longestPauseMs);
  return full * (1 - random() / 2);
}
