import type { HubDb } from "./hub.ts";

export type SyncDirection = "to-hub" | "to-markdown" | "both" | "none";

/**
 * Appends one sync to the log. Of the syncs in which nothing had to move only the latest is kept, so
 * that a quiet repository does not fill the hub.
 */
export async function logSync(
  db: HubDb,
  entry: { repo_id: string; direction: SyncDirection; items: number; at: string },
): Promise<void> {
  await db
    .deleteFrom("sync_log")
    .where("repo_id", "=", entry.repo_id)
    .where("direction", "=", "none")
    .execute();
  await db.insertInto("sync_log").values(entry).execute();
}
