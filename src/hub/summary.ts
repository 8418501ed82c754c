import { readStatus } from "../core/tasks/task.ts";
import type { Hub } from "./hub.ts";

/** How many tasks stand in each status; a task whose word is unknown counts nowhere. */
export type TaskCounts = {
  todo: number;
  in_progress: number;
  blocked: number;
  done: number;
  cancelled: number;
};

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
    const tasks = await db
      .selectFrom("tasks")
      .select((column) => ["repo_id", "status", column.fn.countAll<number>().as("count")])
      .where("removed_at", "is", null)
      .groupBy(["repo_id", "status"])
      .execute();
    const conflicts = await db
      .selectFrom("conflicts")
      .select((column) => ["repo_id", column.fn.countAll<number>().as("count")])
      .where("resolved_at", "is", null)
      .groupBy("repo_id")
      .execute();
    const recentSyncs = await db
      .selectFrom("sync_log")
      .innerJoin("repos", "repos.id", "sync_log.repo_id")
      .select(["repos.slug", "sync_log.direction", "sync_log.at", "sync_log.items"])
      .orderBy("sync_log.id", "desc")
      .limit(shownSyncs)
      .execute();
    return {
      tasks: countsByRepository(tasks),
      openConflicts: new Map(conflicts.map(({ repo_id, count }) => [repo_id, Number(count)])),
      recentSyncs,
    };
  });
}

export const noTasks = (): TaskCounts => ({
  todo: 0,
  in_progress: 0,
  blocked: 0,
  done: 0,
  cancelled: 0,
});

function countsByRepository(
  rows: readonly { repo_id: string; status: string | null; count: number }[],
): Map<string, TaskCounts> {
  const byRepository = new Map<string, TaskCounts>();
  for (const { repo_id, status, count } of rows) {
    const counts = byRepository.get(repo_id) ?? noTasks();
    const known = status === null ? null : readStatus(status);
    if (known !== null) counts[known] += Number(count);
    byRepository.set(repo_id, counts);
  }
  return byRepository;
}
