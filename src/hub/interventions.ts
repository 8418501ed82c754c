import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { DispatchIntervention } from "../core/dispatch/dispatch-document.ts";
import type { HubDb } from "./hub.ts";
import { openTaskSql } from "./task-order.ts";

/** A request to a person, with the task and file that it is about. */
export type Intervention = {
  id: string;
  repo_id: string;
  task_id: string | null;
  task_key: string | null;
  file: string | null;
  title: string;
  status: string;
  answer: string | null;
  created_at: string;
  resolved_at: string | null;
};

type Chosen = { repoId: string; status: "open" | "any" };

/**
 * A repository's requests to people, oldest first (those of one moment as their tasks stand in the files), at
 * most `limit` of them. One about a task that is closed or removed is no longer open for anybody, and left out
 * of the open ones.
 */
export function listInterventions(
  db: HubDb,
  chosen: Chosen,
  limit: number,
): Promise<Intervention[]> {
  return select(db)
    .where(isChosen(chosen))
    .orderBy("interventions.created_at")
    .orderBy(sql`coalesce(workstreams.file, '')`)
    .orderBy(sql`coalesce(tasks.position, 0)`)
    .orderBy("interventions.id")
    .limit(limit)
    .execute();
}

/** How many `listInterventions` would give without a limit. */
export async function countInterventions(db: HubDb, chosen: Chosen): Promise<number> {
  const { count } = await db
    .selectFrom("interventions")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where(isChosen(chosen))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function isChosen({ repoId, status }: Chosen) {
  const own = sql<boolean>`interventions.repo_id = ${repoId}`;
  if (status === "any") return own;
  // Inside the subquery the bare column names are those of the task.
  return sql<boolean>`${own} AND interventions.status = 'open' AND (interventions.task_id IS NULL OR EXISTS
    (SELECT 1 FROM tasks WHERE tasks.id = interventions.task_id AND ${sql.raw(openTaskSql)}))`;
}

/** The request of this id, or the only one whose id begins so. */
export async function findIntervention(db: HubDb, id: string): Promise<Intervention | null> {
  const exact = await select(db).where("interventions.id", "=", id).executeTakeFirst();
  if (exact || !/^[0-9a-f-]{4,}$/.test(id)) return exact ?? null;
  const like = await select(db).where("interventions.id", "like", `${id}%`).limit(2).execute();
  return (like.length === 1 ? like[0] : null) ?? null;
}

function select(db: HubDb) {
  return db
    .selectFrom("interventions")
    .leftJoin("tasks", "tasks.id", "interventions.task_id")
    .leftJoin("workstreams", "workstreams.id", "tasks.workstream_id")
    .select([
      "interventions.id",
      "interventions.repo_id",
      "interventions.task_id",
      "tasks.key as task_key",
      "workstreams.file as file",
      "interventions.title",
      "interventions.status",
      "interventions.answer",
      "interventions.created_at",
      "interventions.resolved_at",
    ]);
}

/**
 * Asks for a person. Of a task there is one open request at most: a new question about it takes the place of
 * the one that stands. Gives the request's id.
 */
export async function openIntervention(
  db: HubDb,
  request: { repo_id: string; task_id: string | null; title: string },
): Promise<string> {
  const standing =
    request.task_id === null
      ? undefined
      : await db
          .updateTable("interventions")
          .set({ title: request.title })
          .where("task_id", "=", request.task_id)
          .where("status", "=", "open")
          .returning("id")
          .executeTakeFirst();
  if (standing) return standing.id;
  const id = randomUUID();
  await db
    .insertInto("interventions")
    .values({ ...request, id, status: "open", answer: null })
    .execute();
  return id;
}

/** Closes a request with the person's answer. The task's needs_human follows, by trigger. */
export async function closeIntervention(
  db: HubDb,
  id: string,
  answer: string | null,
): Promise<void> {
  await db
    .updateTable("interventions")
    .set({ status: "resolved", ...(answer === null ? {} : { answer }) })
    .where("id", "=", id)
    .execute();
}

/** The request as dispatch shows it. */
export const toDispatch = (one: Intervention): DispatchIntervention => ({
  id: one.id,
  title: one.title,
  task_id: one.task_id,
  task_key: one.task_key,
  workplan_file: one.file,
  created_at: one.created_at,
});
