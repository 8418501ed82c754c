import sql, { bulk, join } from "sql-template-tag";
import type { HubDb } from "./hub.ts";
import { runStatement, type Statement } from "./statement.ts";

export type SyncDirection = "to-hub" | "to-markdown" | "both" | "none";

/** Appends a sync that moved something to the log. */
export async function logSync(
  db: HubDb,
  entry: { repo_id: string; direction: SyncDirection; items: number; at: string },
): Promise<void> {
  await runStatement(db, forgetQuietSyncs([entry.repo_id]));
  await db.insertInto("sync_log").values(entry).execute();
}

/**
 * Statements that append syncs in which nothing had to move. Of those only the latest of each repository is kept, so
 * that a quiet one does not fill the hub.
 */
export function quietSyncs(syncs: readonly { repoId: string; at: string }[]): Statement[] {
  if (syncs.length === 0) return [];
  const latest = [...new Map(syncs.map(({ repoId, at }) => [repoId, at]))];
  const rows = latest.map(([repoId, at]) => [repoId, "none", 0, at]);
  return [
    forgetQuietSyncs(latest.map(([repoId]) => repoId)),
    sql`INSERT INTO sync_log (repo_id, direction, items, at) VALUES ${bulk(rows)}`,
  ];
}

const forgetQuietSyncs = (repoIds: readonly string[]) =>
  sql`DELETE FROM sync_log WHERE repo_id IN (${join(repoIds)}) AND direction = 'none'`;
