import type { HubDb } from "./hub.ts";

/** A conflict with the names that a person knows its task by. Null where the task's row is gone. */
export type ConflictView = {
  id: string;
  repo_id: string;
  slug: string;
  /** The checkout that met it, `machine:path`. */
  checkout: string;
  task_id: string;
  workstream: string | null;
  key: string | null;
  title: string | null;
  field: string;
  base: string | null;
  markdown: string | null;
  hub: string | null;
  file: string;
  line: number;
  chosen: string | null;
  created_at: string;
  resolved_at: string | null;
};

export type ConflictFilter = {
  /** Null: every repository. */
  repoIds: readonly string[] | null;
  /** The checkouts that met them, `machine:path`; null: every one. */
  checkouts: readonly string[] | null;
  file: string | null;
  state: "open" | "all";
};

/** The conflicts that fit, by repository, file and line. */
export function listConflictRows(db: HubDb, filter: ConflictFilter): Promise<ConflictView[]> {
  const { repoIds, checkouts, file, state } = filter;
  let query = conflictRows(db);
  if (repoIds) query = query.where("conflicts.repo_id", "in", [...repoIds, ""]);
  if (checkouts) query = query.where("conflicts.checkout", "in", [...checkouts, ""]);
  if (file !== null) query = query.where("conflicts.file", "=", file);
  if (state === "open") query = query.where("conflicts.resolved_at", "is", null);
  return query
    .orderBy("repos.slug")
    .orderBy("conflicts.file")
    .orderBy("conflicts.line")
    .orderBy("conflicts.field")
    .orderBy("conflicts.id")
    .execute();
}

/** The conflicts whose id begins so; at most two, which is enough to see that a beginning is not one id. */
export function conflictsByPrefix(db: HubDb, prefix: string): Promise<ConflictView[]> {
  return conflictRows(db)
    .where("conflicts.id", "like", `${prefix.toLowerCase()}%`)
    .orderBy("conflicts.id")
    .limit(2)
    .execute();
}

/** The checkouts of some repositories that the hub has heard of, as `machine:path`. */
export async function knownPlaces(db: HubDb, repoIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom("checkouts")
    .select(["machine", "path"])
    .where("repo_id", "in", [...repoIds, ""])
    .execute();
  return new Set(rows.map(({ machine, path }) => `${machine}:${path}`));
}

/** Whether another conflict about the same field waits for the same checkout. */
export async function isAskedAgain(
  db: HubDb,
  { task_id, field, checkout }: ConflictView,
): Promise<boolean> {
  const row = await db
    .selectFrom("conflicts")
    .select("id")
    .where("task_id", "=", task_id)
    .where("field", "=", field)
    .where("checkout", "=", checkout)
    .where("resolved_at", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes which side is to be taken; the checkout that met the conflict carries it out. */
export async function chooseSide(
  db: HubDb,
  ids: readonly string[],
  side: "markdown" | "hub",
): Promise<void> {
  await db
    .updateTable("conflicts")
    .set({ chosen: side })
    .where("id", "in", [...ids])
    .where("resolved_at", "is", null)
    .execute();
}

function conflictRows(db: HubDb) {
  return db
    .selectFrom("conflicts")
    .innerJoin("repos", "repos.id", "conflicts.repo_id")
    .leftJoin("tasks", "tasks.id", "conflicts.task_id")
    .leftJoin("workstreams", "workstreams.id", "tasks.workstream_id")
    .select([
      "conflicts.id",
      "conflicts.repo_id",
      "repos.slug",
      "conflicts.checkout",
      "conflicts.task_id",
      "workstreams.key as workstream",
      "tasks.key",
      "tasks.title",
      "conflicts.field",
      "conflicts.base",
      "conflicts.markdown",
      "conflicts.hub",
      "conflicts.file",
      "conflicts.line",
      "conflicts.chosen",
      "conflicts.created_at",
      "conflicts.resolved_at",
    ]);
}
