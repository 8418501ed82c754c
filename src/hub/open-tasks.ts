import { sql } from "kysely";
import type { DispatchTask } from "../core/dispatch/dispatch-document.ts";
import type { HubDb } from "./hub.ts";
import { openTaskSql, queueSql, urgencySql } from "./task-order.ts";

/** Who an open task waits for: whoever works next, something else, or a person. */
export const openKinds = ["pending", "blocked", "needs_human"] as const;
export type OpenKind = (typeof openKinds)[number];

/** How many of each kind are open, and how urgent the most urgent is (Infinity where there is none). */
export type OpenTasks = { counts: Record<OpenKind, number>; urgency: Record<OpenKind, number> };

const queue = sql<string>`${sql.raw(queueSql)}`;
const urgency = sql<number>`${sql.raw(urgencySql)}`;
const isOpen = sql<boolean>`${sql.raw(openTaskSql)}`;

/** The open tasks of each workstream that has any, by the workstream's id: one walk along the index. */
export async function countOpenTasks(db: HubDb, repoId: string): Promise<Map<string, OpenTasks>> {
  const rows = await db
    .selectFrom("tasks")
    .select(["workstream_id", queue.as("queue"), "needs_human"])
    .select((column) => [
      column.fn.countAll<number>().as("count"),
      sql<number>`min(${urgency})`.as("urgency"),
    ])
    .where("repo_id", "=", repoId)
    .where(isOpen)
    .groupBy(["workstream_id", queue, "needs_human"])
    .execute();
  const byWorkstream = new Map<string, OpenTasks>();
  for (const row of rows) {
    const open = byWorkstream.get(row.workstream_id) ?? noOpenTasks();
    const kind = kindOf(row.queue, row.needs_human);
    open.counts[kind] += Number(row.count);
    open.urgency[kind] = Math.min(open.urgency[kind], Number(row.urgency));
    byWorkstream.set(row.workstream_id, open);
  }
  return byWorkstream;
}

const noOpenTasks = (): OpenTasks => ({
  counts: { pending: 0, blocked: 0, needs_human: 0 },
  urgency: { pending: Infinity, blocked: Infinity, needs_human: Infinity },
});

function kindOf(inQueue: string, needsHuman: number): OpenKind {
  if (Number(needsHuman) === 1) return "needs_human";
  return inQueue === "blocked" ? "blocked" : "pending";
}

const queuesOf = {
  pending: ["ready"],
  blocked: ["blocked"],
  needs_human: ["ready", "blocked"],
} as const satisfies Record<OpenKind, readonly string[]>;

/** The first open tasks of one kind: by priority, then by their place in the file. */
export async function tasksInOrder(
  db: HubDb,
  place: { repoId: string; workstreamId: string },
  kind: OpenKind,
  limit: number,
): Promise<DispatchTask[]> {
  const found: DispatchTask[] = [];
  // One queue at a time, so that the index gives the order and the limit ends the walk.
  for (const name of queuesOf[kind]) {
    const rows = await db
      .selectFrom("tasks")
      .select(["id", "key", "title", "status", "priority"])
      .where("repo_id", "=", place.repoId)
      .where("workstream_id", "=", place.workstreamId)
      .where(isOpen)
      .where(queue, "=", name)
      .where("needs_human", "=", kind === "needs_human" ? 1 : 0)
      .orderBy(urgency)
      .orderBy("position")
      .orderBy("key")
      .limit(limit - found.length)
      .execute();
    found.push(...rows.map((row) => ({ ...row, needs_human: kind === "needs_human" })));
  }
  return found;
}
