import type { DispatchDocument, DispatchWorkstream } from "../core/dispatch/dispatch-document.ts";
import { isClosed, readStatus } from "../core/tasks/task.ts";
import { activeGoal } from "./goals.ts";
import type { HubDb } from "./hub.ts";
import { countInterventions, listInterventions, toDispatch } from "./interventions.ts";
import {
  countOpenTasks,
  openKinds,
  tasksInOrder,
  type OpenKind,
  type OpenTasks,
} from "./open-tasks.ts";
import type { RepoRow } from "./schema.ts";

/** How much of everything is listed; the counts tell of the rest. */
export type DispatchLimits = { workstreams: number; tasks: number; interventions: number };

/** Reads what a repository should work on next. */
export async function readDispatch(
  db: HubDb,
  repo: Pick<RepoRow, "id" | "slug" | "last_state_synced_at">,
  limits: DispatchLimits,
): Promise<DispatchDocument> {
  const open = await countOpenTasks(db, repo.id);
  const active = (await activeWorkstreams(db, repo.id, open)).toSorted(mostUrgentFirst);
  const shown: DispatchWorkstream[] = [];
  for (const workstream of active.slice(0, limits.workstreams))
    shown.push(await listTasks(db, repo.id, workstream, limits.tasks));
  const asked = { repoId: repo.id, status: "open" } as const;
  const interventions = await listInterventions(db, asked, limits.interventions);
  const sum = (kind: OpenKind) => active.reduce((total, { counts }) => total + counts[kind], 0);
  return {
    repo_slug: repo.slug,
    active_goal: await activeGoal(db, repo.id),
    active_workstreams: shown,
    human_interventions: interventions.map(toDispatch),
    last_state_synced_at: repo.last_state_synced_at,
    counts: {
      workstreams: active.length,
      pending: sum("pending"),
      blocked: sum("blocked"),
      needs_human: sum("needs_human"),
      interventions: await countInterventions(db, asked),
    },
  };
}

async function listTasks(
  db: HubDb,
  repoId: string,
  { id, title, file, counts }: Active,
  limit: number,
): Promise<DispatchWorkstream> {
  const first = (kind: OpenKind) =>
    counts[kind] === 0 ? [] : tasksInOrder(db, { repoId, workstreamId: id }, kind, limit);
  return {
    id,
    title,
    workplan_file: file,
    pending_tasks: await first("pending"),
    blocked_tasks: await first("blocked"),
    needs_human_tasks: await first("needs_human"),
    counts,
  };
}

type Active = { id: string; key: string; title: string; file: string } & OpenTasks;

async function activeWorkstreams(
  db: HubDb,
  repoId: string,
  open: ReadonlyMap<string, OpenTasks>,
): Promise<Active[]> {
  const rows = await db
    .selectFrom("workstreams")
    .select(["id", "key", "title", "status", "file"])
    .where("repo_id", "=", repoId)
    .execute();
  return rows.flatMap(({ status, ...row }) => {
    const own = open.get(row.id);
    if (!own || (status !== null && isClosed(readStatus(status)))) return [];
    return [{ ...row, title: row.title ?? row.key, ...own }];
  });
}

/** What can be worked on goes before what waits, the more urgent first; the file's name decides the rest. */
function mostUrgentFirst(one: Active, other: Active): number {
  for (const kind of openKinds) {
    const difference = one.urgency[kind] - other.urgency[kind];
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return one.file < other.file ? -1 : one.file > other.file ? 1 : one.key < other.key ? -1 : 1;
}
