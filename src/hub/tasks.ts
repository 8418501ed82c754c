import { wellFormedJson } from "../core/well-formed-json.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";
import { hubTask, taskColumns } from "./task-rows.ts";
import type { Hub, HubDb } from "./hub.ts";

/** One workstream's rows, removed ones included. */
export type WorkstreamRows = {
  /** Null: the hub does not know the workstream. */
  id: string | null;
  /** The file that it was last found in. */
  file: string | null;
  rows: Map<string, HubTask>;
};

/** The keys of the workstreams in which a task was written or deleted after the given change. */
export async function changedWorkstreams(
  db: HubDb,
  repoId: string,
  since: number,
): Promise<Set<string>> {
  const written = await db
    .selectFrom("workstreams")
    .select("key")
    .where("repo_id", "=", repoId)
    .where("id", "in", (inner) =>
      inner
        .selectFrom("tasks")
        .select("workstream_id")
        .where("repo_id", "=", repoId)
        .where("change", ">", since),
    )
    .execute();
  const deleted = await db
    .selectFrom("deletions")
    .select("workstream_key as key")
    .where("repo_id", "=", repoId)
    .where("change", ">", since)
    .execute();
  return new Set([...written, ...deleted].map((row) => row.key));
}

/** The workstream with this key, as the hub knows it; null: it does not. */
export async function findWorkstream(
  db: HubDb,
  repoId: string,
  key: string,
): Promise<{ id: string; key: string; file: string } | null> {
  const row = await db
    .selectFrom("workstreams")
    .select(["id", "key", "file"])
    .where("repo_id", "=", repoId)
    .where("key", "=", key)
    .executeTakeFirst();
  return row ?? null;
}

/** The rows of the given workstreams of a repository, by the workstream's key. */
export async function loadWorkstreams(
  db: HubDb,
  repoId: string,
  keys: readonly string[],
): Promise<Map<string, WorkstreamRows>> {
  if (keys.length === 0) return new Map();
  const found = await db
    .selectFrom("workstreams")
    .select(["id", "key", "file"])
    .where("repo_id", "=", repoId)
    .where("key", "in", keys)
    .execute();
  const byId = new Map(found.map(({ id }) => [id, new Map<string, HubTask>()]));
  const result = new Map<string, WorkstreamRows>(
    keys.map((key) => [key, { id: null, file: null, rows: new Map() }]),
  );
  for (const { id, key, file } of found)
    result.set(key, { id, file, rows: byId.get(id) ?? new Map() });
  if (found.length === 0) return result;
  const tasks = await db
    .selectFrom("tasks")
    .select([...taskColumns, "workstream_id"])
    .where("workstream_id", "in", [...byId.keys()])
    .execute();
  for (const task of tasks) byId.get(task.workstream_id)?.set(task.key, hubTask(task));
  return result;
}

/** Those of the ids that tasks of the repository have. */
export async function knownTaskIds(
  { dialect }: Pick<Hub, "dialect">,
  db: HubDb,
  repoId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const given = dialect.given({ id: "text" }, wellFormedJson(ids.map((id) => [id])));
  const named = db.selectFrom(given.as("given")).select("given.id").$castTo<{ id: string }>();
  const rows = await db
    .selectFrom("tasks")
    .select("id")
    .where("repo_id", "=", repoId)
    .where("id", "in", named)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** The block ids that a repository's tasks have, or had. */
export async function blockIdKeys(db: HubDb, repoId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("tasks")
    .select("key")
    .where("repo_id", "=", repoId)
    .where("key", "like", "sh-%")
    .execute();
  return rows.map(({ key }) => key);
}

/** A workstream, the file that it was last found in, and whether any of its rows is not removed. */
export type ListedWorkstream = { id: string; key: string; file: string; open: boolean };

/** All workstreams of a repository. */
export async function listWorkstreams(db: HubDb, repoId: string): Promise<ListedWorkstream[]> {
  const rows = await db
    .selectFrom("workstreams")
    .select(["id", "key", "file"])
    .select((inner) =>
      inner
        .selectFrom("tasks")
        .select("tasks.id")
        .whereRef("tasks.workstream_id", "=", "workstreams.id")
        .where("tasks.removed_at", "is", null)
        .limit(1)
        .as("first"),
    )
    .where("repo_id", "=", repoId)
    .execute();
  return rows.map(({ first, ...row }) => ({ ...row, open: first !== null }));
}

/** Those of the tasks that no file holds yet, as far as is known, or that `placedBy` has taken. */
export async function placeableTasks(
  db: HubDb,
  ids: readonly string[],
  placedBy: string,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("tasks")
    .select("id")
    .where("id", "in", [...ids])
    .where(({ eb, or }) => or([eb("placed_by", "is", null), eb("placed_by", "=", placedBy)]))
    .execute();
  return new Set(rows.map(({ id }) => id));
}
