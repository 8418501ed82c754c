import type { Insertable, Updateable } from "kysely";
import type { HubDb } from "./hub.ts";
import type { TaskRow } from "./schema.ts";

/** Sets columns of one task; false where there is no such row, or it no longer has the given `rev`. */
export async function setTaskRow(
  db: HubDb,
  id: string,
  columns: Pick<Updateable<TaskRow>, "status" | "title" | "priority" | "needs_human">,
  rev: number | null,
): Promise<boolean> {
  let update = db.updateTable("tasks").set(columns).where("id", "=", id);
  if (rev !== null) update = update.where("rev", "=", rev);
  const { numUpdatedRows } = await update.executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** Adds one task that no file holds yet. */
export async function addTaskRow(
  db: HubDb,
  task: Omit<Insertable<TaskRow>, "removed_at" | "placed_by" | "group_path"> & {
    group_path: string;
  },
): Promise<void> {
  await db
    .insertInto("tasks")
    .values({ ...task, removed_at: null, placed_by: null })
    .execute();
}

/** A workstream by its key, and how its repository's ids are made. */
export function workstreamByKey(db: HubDb, repoId: string, key: string) {
  return db
    .selectFrom("workstreams")
    .innerJoin("repos", "repos.id", "workstreams.repo_id")
    .select(["workstreams.id", "workstreams.key", "repos.remote_key as remoteKey"])
    .where("workstreams.repo_id", "=", repoId)
    .where("workstreams.key", "=", key)
    .executeTakeFirst();
}

/** The keys of a repository's workstreams. */
export async function workstreamKeys(db: HubDb, repoId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("workstreams")
    .select("key")
    .where("repo_id", "=", repoId)
    .orderBy("key")
    .execute();
  return rows.map(({ key }) => key);
}

/** Key, headings, place and removal of every task of a workstream, in the order in which they were added. */
export function keysInWorkstream(db: HubDb, workstreamId: string) {
  return db
    .selectFrom("tasks")
    .select(["id", "key", "group_path", "position", "removed_at"])
    .where("workstream_id", "=", workstreamId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}
