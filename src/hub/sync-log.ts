import type { HubDb } from "./hub.ts";

export type SyncDirection = "to-hub" | "to-markdown" | "both" | "none";

/** Appends a sync that moved something to the log. */
export async function logSync(
  db: HubDb,
  entry: { repo_id: string; direction: SyncDirection; items: number; at: string },
): Promise<void> {
  await forgetQuietSyncs(db, [entry.repo_id]);
  await db.insertInto("sync_log").values(entry).execute();
}

/**
 * Appends syncs in which nothing had to move. Of those only the latest of each repository is kept, so that a quiet
 * one does not fill the hub.
 */
export async function logQuietSyncs(
  db: HubDb,
  syncs: readonly { repoId: string; at: string }[],
): Promise<void> {
  if (syncs.length === 0) return;
  const latest = [...new Map(syncs.map(({ repoId, at }) => [repoId, at]))];
  await forgetQuietSyncs(
    db,
    latest.map(([repoId]) => repoId),
  );
  const entries = latest.map(([repo_id, at]) => ({
    repo_id,
    direction: "none" as const,
    items: 0,
    at,
  }));
  await db.insertInto("sync_log").values(entries).execute();
}

async function forgetQuietSyncs(db: HubDb, repoIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom("sync_log")
    .where("repo_id", "in", repoIds)
    .where("direction", "=", "none")
    .execute();
}
