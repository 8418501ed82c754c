import type { HubDb, Statement } from "./hub.ts";

export type SyncDirection = "to-hub" | "to-markdown" | "both" | "none";

/** Appends a sync that moved something to the log. */
export async function logSync(
  db: HubDb,
  entry: { repo_id: string; direction: SyncDirection; items: number; at: string },
): Promise<void> {
  await forgetQuietSyncs(db, [entry.repo_id]).execute();
  await db.insertInto("sync_log").values(entry).execute();
}

/**
 * Statements that append syncs in which nothing had to move. Of those only the latest of each repository is kept, so
 * that a quiet one does not fill the hub.
 */
export function quietSyncs(
  db: HubDb,
  syncs: readonly { repoId: string; at: string }[],
): Statement[] {
  if (syncs.length === 0) return [];
  const latest = [...new Map(syncs.map(({ repoId, at }) => [repoId, at]))];
  const entries = latest.map(([repo_id, at]) => ({
    repo_id,
    direction: "none" as const,
    items: 0,
    at,
  }));
  const repoIds = latest.map(([repoId]) => repoId);
  return [forgetQuietSyncs(db, repoIds), db.insertInto("sync_log").values(entries)];
}

const forgetQuietSyncs = (db: HubDb, repoIds: readonly string[]) =>
  db.deleteFrom("sync_log").where("repo_id", "in", repoIds).where("direction", "=", "none");
