import type { Hub } from "./hub.ts";
import { recordCheckouts, stampRepo, type CheckoutEnd } from "./repos.ts";
import { logQuietSyncs } from "./sync-log.ts";

/** How a run of this machine ended, and which of its repository's times it moved. */
export type Stamp = CheckoutEnd & {
  times: Parameters<typeof stampRepo>[2];
  /** Tasks were reconciled, and nothing had to move. */
  quiet: boolean;
};

/** Writes the stamps, oldest first for each checkout, in one transaction. Throws `store` or `offline`. */
export async function writeStamps(hub: Hub, stamps: readonly Stamp[]): Promise<void> {
  // Two machines that stamp the same repositories meet them in the same order, so that neither waits for the other.
  const ordered = stamps.toSorted((one, other) => (one.repoId < other.repoId ? -1 : 1));
  const latest = new Map(stamps.map((stamp) => [stamp.path, stamp]));
  await hub.note(async (db) => {
    for (const { repoId, times } of ordered) await stampRepo(db, repoId, times);
    await logQuietSyncs(
      db,
      ordered.filter(({ quiet }) => quiet),
    );
    await recordCheckouts(
      db,
      [...latest.values()].map(({ times: _times, quiet: _quiet, ...end }) => end),
    );
  });
}
