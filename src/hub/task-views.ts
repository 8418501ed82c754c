import { sql } from "kysely";
import { wordsFor, type Status } from "../core/tasks/task.ts";
import type { HubDb } from "./hub.ts";

/** A task with the names of its repository and workstream. */
export type TaskView = {
  id: string;
  repo_id: string;
  slug: string;
  workstream: string;
  file: string;
  key: string;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: number;
  /** JSON array of headings. */
  group_path: string;
  rev: number;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
  removed_at: string | null;
};

/** What a list begins after: the last task of the page before. */
export type TaskPlace = Pick<TaskView, "slug" | "workstream" | "key">;

export type TaskRowFilter = {
  /** Null: every repository. */
  repoIds: readonly string[] | null;
  statuses: readonly Status[] | null;
  workstream: string | null;
  /** `only`: those that need a human. */
  needsHuman: "any" | "only";
  removed: "hide" | "show";
  limit: number;
  after: TaskPlace | null;
};

/** A page of tasks by repository, workstream and key (T2 before T10). */
export function listTaskRows(db: HubDb, filter: TaskRowFilter): Promise<TaskView[]> {
  const { repoIds, statuses, workstream, after } = filter;
  const length = sql<number>`length(tasks.key)`;
  let query = taskRows(db);
  if (repoIds) query = query.where("tasks.repo_id", "in", [...repoIds, ""]);
  if (workstream !== null) query = query.where("workstreams.key", "=", workstream);
  if (filter.needsHuman === "only") query = query.where("tasks.needs_human", "=", 1);
  if (filter.removed === "hide") query = query.where("tasks.removed_at", "is", null);
  if (statuses) {
    const plain = sql<string>`lower(replace(replace(tasks.status, '-', ' '), '_', ' '))`;
    query = query.where(plain, "in", statuses.flatMap(wordsFor));
  }
  if (after)
    query = query.where(({ eb, and, or }) =>
      or([
        eb("repos.slug", ">", after.slug),
        and([
          eb("repos.slug", "=", after.slug),
          or([
            eb("workstreams.key", ">", after.workstream),
            and([
              eb("workstreams.key", "=", after.workstream),
              or([
                eb(length, ">", [...after.key].length),
                and([eb(length, "=", [...after.key].length), eb("tasks.key", ">", after.key)]),
              ]),
            ]),
          ]),
        ]),
      ]),
    );
  return query
    .orderBy("repos.slug")
    .orderBy("workstreams.key")
    .orderBy(length)
    .orderBy("tasks.key")
    .limit(filter.limit)
    .execute();
}

export function taskById(db: HubDb, id: string): Promise<TaskView | undefined> {
  return taskRows(db).where("tasks.id", "=", id).executeTakeFirst();
}

/** The tasks of this key; it is unique only within a workstream. */
export function tasksByKey(
  db: HubDb,
  key: string,
  at: Pick<TaskRowFilter, "repoIds" | "workstream">,
): Promise<TaskView[]> {
  let query = taskRows(db).where("tasks.key", "=", key);
  if (at.repoIds) query = query.where("tasks.repo_id", "in", [...at.repoIds, ""]);
  if (at.workstream !== null) query = query.where("workstreams.key", "=", at.workstream);
  return query.orderBy("repos.slug").orderBy("workstreams.key").limit(20).execute();
}

function taskRows(db: HubDb) {
  return db
    .selectFrom("tasks")
    .innerJoin("repos", "repos.id", "tasks.repo_id")
    .innerJoin("workstreams", "workstreams.id", "tasks.workstream_id")
    .select([
      "tasks.id",
      "tasks.repo_id",
      "repos.slug",
      "workstreams.key as workstream",
      "workstreams.file",
      "tasks.key",
      "tasks.title",
      "tasks.status",
      "tasks.priority",
      "tasks.needs_human",
      "tasks.group_path",
      "tasks.rev",
      "tasks.created_at",
      "tasks.updated_at",
      "tasks.completed_at",
      "tasks.removed_at",
    ]);
}
