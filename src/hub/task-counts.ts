import { readStatus } from "../core/tasks/task.ts";
import { changedRepos } from "./changed-repos.ts";
import type { Hub, HubDb } from "./hub.ts";

/** How many tasks stand in each status; a task whose word is unknown counts nowhere. */
export type TaskCounts = {
  todo: number;
  in_progress: number;
  blocked: number;
  done: number;
  cancelled: number;
};

export const noTasks = (): TaskCounts => ({
  todo: 0,
  in_progress: 0,
  blocked: 0,
  done: 0,
  cancelled: 0,
});

/** The counts by repository id, of all repositories or some; one without tasks is left out. */
export async function countTasks(
  db: HubDb,
  repoIds: readonly string[] | "all",
): Promise<Map<string, TaskCounts>> {
  const chosen = db.selectFrom("tasks").where("removed_at", "is", null);
  const rows = await (repoIds === "all" ? chosen : chosen.where("repo_id", "in", repoIds))
    .select((column) => ["repo_id", "status", column.fn.countAll<number>().as("count")])
    .groupBy(["repo_id", "status"])
    .execute();
  const counted = new Map<string, TaskCounts>();
  for (const { repo_id, status, count } of rows) {
    const counts = counted.get(repo_id) ?? noTasks();
    const known = status === null ? null : readStatus(status);
    if (known !== null) counts[known] += Number(count);
    counted.set(repo_id, counts);
  }
  return counted;
}

/** More repositories than these are not counted one by one. */
const mostCounted = 200;

/**
 * The counts for one who asks again and again: after the first time only the repositories are counted whose tasks were
 * written since, as the hub's change number tells.
 */
export function followTaskCounts(): (hub: Hub) => Promise<ReadonlyMap<string, TaskCounts>> {
  let seen: { hubId: string; change: number } | null = null;
  let counts = new Map<string, TaskCounts>();
  return (hub) =>
    hub.read(async (db) => {
      const change = await hub.dialect.changeNumber(db);
      const isSame = seen?.hubId === hub.id && seen.change <= change;
      const changed = seen && isSame ? new Set(await changedRepos(db, seen.change)) : null;
      if (changed === null || changed.size > mostCounted) counts = await countTasks(db, "all");
      else if (changed.size > 0) {
        const anew = await countTasks(db, [...changed]);
        counts = new Map([...counts].filter(([id]) => !changed.has(id)).concat([...anew]));
      }
      seen = { hubId: hub.id, change };
      return counts;
    });
}
