import type { Selectable } from "kysely";
import { wellFormedJson } from "../core/well-formed-json.ts";
import type { RowWords } from "../core/tasks/compare.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";
import { revColumns } from "./counted-fields.ts";
import type { Hub, HubDb } from "./hub.ts";
import type { TaskRow } from "./schema.ts";

/** What a merge needs of a task's row. */
export const taskColumns = [
  "id",
  "key",
  "rev",
  "title",
  "status",
  "priority",
  "needs_human",
  "group_path",
  "position",
  "removed_at",
  ...revColumns,
] as const;

export function hubTask(row: Pick<Selectable<TaskRow>, (typeof taskColumns)[number]>): HubTask {
  return {
    id: row.id,
    key: row.key,
    rev: row.rev,
    group: row.group_path,
    position: row.position,
    removed: row.removed_at !== null,
    words: {
      status: row.status,
      title: row.title,
      priority: row.priority,
      needs_human: flagWord(row.needs_human),
    },
    revs: {
      status: row.status_rev,
      title: row.title_rev,
      priority: row.priority_rev,
      needs_human: row.needs_human_rev,
      task: row.removed_rev,
    },
  };
}

const flagWord = (flag: number) => (Number(flag) === 0 ? "false" : "true");

/** What the tasks of some workstreams say, removed ones too: by the workstream's id, then by key. */
export async function loadTaskWords(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  workstreamIds: readonly string[],
): Promise<Map<string, Map<string, RowWords>>> {
  const found = new Map(workstreamIds.map((id) => [id, new Map<string, RowWords>()]));
  if (found.size === 0) return found;
  const query = db
    .selectFrom("tasks")
    .select(["workstream_id", ...wordColumns])
    .where("workstream_id", "in", [...found.keys()]);
  const groups = await dialect.manyRows(db, "workstream_id", wordColumns, query);
  for (const [workstream, tasks] of found)
    for (const row of groups.get(workstream) ?? []) {
      const [id, key, title, status, priority, needsHuman, removedAt] = row;
      const words = { title, status, priority, needs_human: flagWord(needsHuman) };
      tasks.set(key, { id, key, removed: removedAt !== null, words });
    }
  return found;
}

const wordColumns = [
  "id",
  "key",
  "title",
  "status",
  "priority",
  "needs_human",
  "removed_at",
] as const;

/** The rows of some tasks of a workstream, by key. */
export async function loadTasks(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  workstreamId: string,
  keys: readonly string[],
): Promise<Map<string, HubTask>> {
  if (keys.length === 0) return new Map();
  const given = dialect.given({ key: "text" }, wellFormedJson(keys.map((key) => [key])));
  const wanted = db.selectFrom(given.as("given")).select("given.key").$castTo<{ key: string }>();
  const rows = await db
    .selectFrom("tasks")
    .select(taskColumns)
    .where("workstream_id", "=", workstreamId)
    .where("key", "in", wanted)
    .execute();
  return new Map(rows.map((row) => [row.key, hubTask(row)]));
}

/** Where each task of a workstream stands in its order, by key; removed ones too. */
export async function taskPositions(db: HubDb, workstreamId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("tasks")
    .select(["key", "position"])
    .where("workstream_id", "=", workstreamId)
    .execute();
  return new Map(rows.map(({ key, position }) => [key, position]));
}

/** The keys of a workstream's tasks that were written after a change; null where any was deleted or moved away. */
export async function changedTasks(
  db: HubDb,
  repoId: string,
  workstream: { id: string; key: string },
  since: number,
): Promise<string[] | null> {
  const deleted = await db
    .selectFrom("deletions")
    .select("change")
    .where("repo_id", "=", repoId)
    .where("workstream_key", "=", workstream.key)
    .where("change", ">", since)
    .execute();
  if (deleted.length > 0) return null;
  const rows = await db
    .selectFrom("tasks")
    .select("key")
    .where("repo_id", "=", repoId)
    .where("change", ">", since)
    .where("workstream_id", "=", workstream.id)
    .execute();
  return rows.map(({ key }) => key);
}
