import { SyncError } from "../../core/errors.ts";
import { taskById, tasksByKey, type TaskView } from "../../hub/task-views.ts";
import type { HubDb } from "../../hub/hub.ts";
import type { Context } from "../context.ts";
import { taskDocument, type TaskDocument } from "./task-document.ts";

/** Where a task's key is looked for. */
export type TaskScope = {
  /** Null: every repository. */
  repoIds: readonly string[] | null;
  /** Null: every workstream. */
  workstream: string | null;
};

/** The task of this hub id; null where there is none. */
export async function taskOfId(ctx: Context, id: string): Promise<TaskDocument | null> {
  const hub = await ctx.hub();
  const row = await hub.read((db) => taskById(db, id));
  return row ? taskDocument(row) : null;
}

/** The task that an id of the hub, or a key in this scope, names. Throws `usage` where none or several fit. */
export async function findTask(
  ctx: Context,
  reference: string,
  scope: TaskScope,
): Promise<TaskDocument> {
  const hub = await ctx.hub();
  return taskDocument(await hub.read((db) => findTaskRow(db, reference, scope)));
}

async function findTaskRow(db: HubDb, reference: string, scope: TaskScope): Promise<TaskView> {
  const byId = await taskById(db, reference);
  if (byId) return byId;
  const rows = await tasksByKey(db, reference, scope);
  const standing = rows.filter(({ removed_at: at }) => at === null);
  const [only, another] = standing.length === 0 ? rows : standing;
  if (only && !another) return only;
  if (only)
    throw new SyncError("usage", `${rows.length} tasks have the id ${reference}: ${list(rows)}`, {
      hint: `name its workstream (--workstream ${only.workstream}) or its hub id (${only.id})`,
    });
  throw new SyncError("usage", `the hub knows no task ${reference}${placeWords(scope)}`, {
    hint: "sync-hooks tasks shows those that it knows; one that is new in a file comes with the next sync",
  });
}

const list = (rows: readonly TaskView[]) =>
  rows.map(({ slug, workstream }) => `${slug} ${workstream}`).join(", ");

const placeWords = ({ workstream }: TaskScope) =>
  workstream === null ? "" : ` in the workstream ${workstream}`;
