import { randomUUID } from "node:crypto";
import type { DispatchDocument } from "../core/dispatch/dispatch-document.ts";
import type { HubDb } from "./hub.ts";

/** A goal as every door shows it. */
export type Goal = {
  id: string;
  title: string;
  description: string | null;
  /** `active` or `closed`. */
  status: string;
  created_at: string;
  closed_at: string | null;
};

const columns = ["id", "title", "description", "status", "created_at", "closed_at"] as const;

/** The goal that holds now, or null. */
export async function activeGoal(
  db: HubDb,
  repoId: string,
): Promise<DispatchDocument["active_goal"]> {
  const goal = await db
    .selectFrom("goals")
    .select(["id", "title", "description"])
    .where("repo_id", "=", repoId)
    .where("status", "=", "active")
    .executeTakeFirst();
  return goal ?? null;
}

/** Every goal that the repository has had: the one that holds, then the others, newest first. */
export function goalsOf(db: HubDb, repoId: string): Promise<Goal[]> {
  return db
    .selectFrom("goals")
    .select(columns)
    .where("repo_id", "=", repoId)
    .orderBy("status")
    .orderBy("created_at", "desc")
    .orderBy("id")
    .execute();
}

/** Closes the goal that holds; gives whether there was one. */
export async function closeGoal(db: HubDb, repoId: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("goals")
    .set({ status: "closed", closed_at: at })
    .where("repo_id", "=", repoId)
    .where("status", "=", "active")
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** Adds the goal that holds from now on; the one before must be closed. */
export function addGoal(
  db: HubDb,
  goal: { repo_id: string; title: string; description: string | null },
): Promise<Goal> {
  return db
    .insertInto("goals")
    .values({ ...goal, id: randomUUID(), status: "active", closed_at: null })
    .returning(columns)
    .executeTakeFirstOrThrow();
}
