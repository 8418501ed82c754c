export type Freshness = "fresh" | "aging" | "stale" | "never";

const hourMs = 3_600_000;

/** How fresh a sync time is: `fresh` below 1 h, `aging` up to 24 h, `stale` beyond, `never` without one. */
export function freshness(lastSyncedAt: string | null, now: Date): Freshness {
  if (lastSyncedAt === null) return "never";
  const ageMs = now.getTime() - Date.parse(lastSyncedAt);
  if (ageMs < hourMs) return "fresh";
  return ageMs <= 24 * hourMs ? "aging" : "stale";
}

/** When the freshness is another one though nobody syncs, in milliseconds since 1970; Infinity where never. */
export function freshnessChangesAt(lastSyncedAt: string | null, now: Date): number {
  if (lastSyncedAt === null) return Infinity;
  const at = Date.parse(lastSyncedAt);
  const changes = [at + hourMs, at + 24 * hourMs + 1];
  return changes.find((change) => change > now.getTime()) ?? Infinity;
}
