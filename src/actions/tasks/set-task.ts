import { SyncError } from "../../core/errors.ts";
import { setTaskRow } from "../../hub/write-task.ts";
import { taskById } from "../../hub/task-views.ts";
import type { Context } from "../context.ts";
import { readStatusWord } from "./read-status-word.ts";
import { readTitle } from "./read-title.ts";
import { taskDocument, type TaskDocument } from "./task-document.ts";

/** What to set; what is left out stays. */
export type TaskChange = {
  /** One of the five statuses or a synonym. */
  status?: string;
  title?: string;
  /** Null or empty: none. */
  priority?: string | null;
  needs_human?: boolean;
};

/**
 * Writes a task in the hub, as any SQL client would; the next sync carries it into the file. `rev`, where it is
 * given, must still be the row's: else `conflict` is thrown and nothing written. Throws `usage` for an unknown id,
 * an unknown status, a title that no line can hold, or nothing to set.
 */
export async function setTask(
  ctx: Context,
  id: string,
  change: TaskChange,
  rev: number | null = null,
): Promise<TaskDocument> {
  const { status, title, priority, needs_human: needsHuman } = change;
  const columns = {
    ...(status !== undefined && { status: readStatusWord(status) }),
    ...(title !== undefined && { title: readTitle(title) }),
    ...(priority !== undefined && { priority: priority?.trim() || null }),
    ...(needsHuman !== undefined && { needs_human: needsHuman ? 1 : 0 }),
  };
  if (Object.keys(columns).length === 0)
    throw new SyncError("usage", "there is nothing to set", {
      hint: "give a status, title, priority or needs_human",
    });
  const hub = await ctx.hub();
  return hub.write(async (db) => {
    const written = await setTaskRow(db, id, columns, rev);
    const row = await taskById(db, id);
    if (!row) throw unknownTask(id);
    if (!written)
      throw new SyncError("conflict", `${row.key} was written by somebody else (rev ${row.rev})`, {
        hint: "read the task again, then set it",
      });
    return taskDocument(row);
  });
}

const unknownTask = (id: string) =>
  new SyncError("usage", `the hub knows no task with the id ${id}`, {
    hint: "sync-hooks tasks --json shows the ids",
  });
