import { statusOf, type Shown } from "./documents.ts";
import type { FileKind } from "./script.ts";
import { nameTask, type World } from "./world.ts";

export type HubRow = {
  id: string;
  task: string;
  key: string;
  file: string;
  removed: boolean;
  shown: Shown;
};

export type ConflictRow = {
  id: string;
  task: string | null;
  field: string;
  checkout: string;
  base: string | null;
  markdown: string | null;
  hub: string | null;
  chosen: string | null;
  open: boolean;
};

type TaskRow = {
  id: string;
  repo_id: string;
  ws: string;
  key: string;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: number;
  removed: number;
};

const kindOfWorkstream = (key: string): FileKind =>
  key === "WP-1" ? "workplan" : key === "add-x" ? "openspec" : "checkbox";

const tasksSql = `SELECT tasks.id, tasks.repo_id, workstreams.key AS ws, tasks.key, tasks.title, tasks.status,
  priority, needs_human, removed_at IS NOT NULL AS removed
  FROM tasks JOIN workstreams ON workstreams.id = workstream_id ORDER BY tasks.id`;

/** The hub's tasks as any SQL client sees them. */
export function hubRows(world: World): HubRow[] {
  return (world.hub.rows ??= readRows(world));
}

function readRows({ stores }: World): HubRow[] {
  return (stores.client.prepare(tasksSql).all() as TaskRow[]).map((row) => ({
    id: row.id,
    task: nameTask(row.repo_id, kindOfWorkstream(row.ws), row.key),
    key: row.key,
    file: row.ws,
    removed: row.removed === 1,
    shown: {
      status: row.status,
      title: row.title,
      priority: row.priority,
      needs_human: row.needs_human === 1 ? "true" : "false",
    },
  }));
}

const names = new Map<string, string>();

/** The conflict rows, open or not. A row outlives its task, so names are kept. */
export function conflictRows(world: World, rows: readonly HubRow[]): ConflictRow[] {
  return (world.hub.conflicts ??= readConflicts(world, rows));
}

/** Whoever writes into the hub says so: it is read again only then. */
export function hubChanged({ hub }: World): void {
  hub.rows = null;
  hub.conflicts = null;
}

function readConflicts(world: World, rows: readonly HubRow[]): ConflictRow[] {
  for (const { id, task } of rows) names.set(id, task);
  const found = world.stores.client
    .prepare(
      "SELECT id, task_id, field, checkout, base, markdown, hub, chosen, resolved_at IS NULL AS open FROM conflicts ORDER BY id",
    )
    .all() as (Omit<ConflictRow, "task" | "open"> & { task_id: string; open: number })[];
  return found.map(({ task_id: id, open, ...row }) => ({
    ...row,
    task: names.get(id) ?? null,
    open: open === 1,
  }));
}

/** Both columns of a conflict as meanings. */
export const meaningOf = (field: string, word: string | null): string | null =>
  word === null ? null : field === "status" ? statusOf(word) : word;
