import type { Hub, HubDb } from "./hub.ts";
import { countTasks, type TaskCounts } from "./task-counts.ts";

export type SyncEntry = { slug: string; direction: string; at: string; items: number };

/** What `status` shows of the hub: counts by repository id, and the latest syncs, newest first. */
export type HubSummary = {
  tasks: ReadonlyMap<string, TaskCounts>;
  openConflicts: ReadonlyMap<string, number>;
  recentSyncs: SyncEntry[];
};

const shownSyncs = 10;

/** Reads the summary with three queries, however many repositories there are. */
export function readHubSummary(hub: Hub): Promise<HubSummary> {
  return hub.read(async (db) => {
    const recentSyncs = await db
      .selectFrom("sync_log")
      .innerJoin("repos", "repos.id", "sync_log.repo_id")
      .select(["repos.slug", "sync_log.direction", "sync_log.at", "sync_log.items"])
      .orderBy("sync_log.id", "desc")
      .limit(shownSyncs)
      .execute();
    return {
      tasks: await countTasks(db, "all"),
      openConflicts: await countOpenConflicts(db),
      recentSyncs,
    };
  });
}

/** The open conflicts by repository id; one without any is left out. */
export async function countOpenConflicts(db: HubDb): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("conflicts")
    .select((column) => ["repo_id", column.fn.countAll<number>().as("count")])
    .where("resolved_at", "is", null)
    .groupBy("repo_id")
    .execute();
  return new Map(rows.map(({ repo_id, count }) => [repo_id, Number(count)]));
}
