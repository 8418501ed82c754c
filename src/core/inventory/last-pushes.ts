/** GitHub's times have whole seconds: a push within them could be followed by another with the same time. */
const unsettledMs = 5000;

/**
 * Whether the time of a last push can be relied on, by the server's own clock (`at`) when it told it: one that is
 * too fresh might be that of two pushes.
 */
export function isSettled(pushedAt: string, at: string): boolean {
  return Date.parse(pushedAt) <= Date.parse(at) - unsettledMs;
}

/** A fetch at least this often, whatever the forge tells. */
const fullFetchMs = 6 * 3_600_000;

/** Whether nothing can have come to a remote since the last fetch, by what its forge tells now (null: nothing). */
export function isUnmoved(
  last: { place: string; pushedAt: string; fetchedAt: string } | null,
  now: { place: string; pushedAt: string | null; at: Date },
): boolean {
  if (last === null || now.pushedAt === null) return false;
  const ageMs = now.at.getTime() - Date.parse(last.fetchedAt);
  return (
    last.place === now.place && last.pushedAt === now.pushedAt && ageMs >= 0 && ageMs < fullFetchMs
  );
}
