import { lastRestore } from "../core/restores.ts";
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
  let seen: { count: string; change: number } | null = null;
  let counts = new Map<string, TaskCounts>();
  return (hub) =>
    hub.read(async (db) => {
      const { change, restores } = await hub.dialect.moment(db);
      const count = `${hub.id} ${lastRestore(restores)}`;
      if (seen?.count === count && seen.change === change) return counts;
      const since = seen?.count === count && seen.change < change ? seen.change : null;
      counts = await countSince(db, counts, since);
      seen = { count, change };
      return counts;
    });
}

/** The counts now, from those at the change number `since`; null: from none. */
async function countSince(
  db: HubDb,
  counts: ReadonlyMap<string, TaskCounts>,
  since: number | null,
): Promise<Map<string, TaskCounts>> {
  const changed = since === null ? null : new Set(await changedRepos(db, since));
  if (changed === null || changed.size > mostCounted) return countTasks(db, "all");
  // A repository that is gone leaves nothing by which its tasks would be known as deleted.
  const standing = new Set(await listRepoIds(db));
  const stays = [...counts].filter(([id]) => standing.has(id) && !changed.has(id));
  const anew = changed.size === 0 ? [] : await countTasks(db, [...changed]);
  return new Map([...stays, ...anew]);
}

async function listRepoIds(db: HubDb): Promise<string[]> {
  const rows = await db.selectFrom("repos").select("id").execute();
  return rows.map(({ id }) => id);
}
