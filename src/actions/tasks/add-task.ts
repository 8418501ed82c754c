import { SyncError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { taskIdParts } from "../../core/tasks/hub-id.ts";
import { nextKey } from "../../core/tasks/next-key.ts";
import type { HubDb } from "../../hub/hub.ts";
import { idRootOf } from "../../hub/hub-ids.ts";
import { taskById } from "../../hub/task-views.ts";
import { uuid5 } from "../../hub/uuid5.ts";
import {
  addTaskRow,
  keysInWorkstream,
  workstreamByKey,
  workstreamKeys,
} from "../../hub/write-task.ts";
import type { Context } from "../context.ts";
import { readStatusWord } from "./read-status-word.ts";
import { readTitle } from "./read-title.ts";
import { taskDocument, type TaskDocument } from "./task-document.ts";

export type NewTask = {
  /** The hub's id of the repository. */
  repoId: string;
  /** Its workplan's id, OpenSpec change or file. */
  workstream: string;
  /** Null: the next one after those of its workstream. */
  key: string | null;
  title: string;
  status: string | null;
  priority: string | null;
  needs_human: boolean;
};

/**
 * Adds a task to the hub. With `tasks.create_in_markdown` the next sync appends it to its file; else it stays in the
 * hub alone, and `check` shows it. Throws `usage` where the hub knows no such workstream, or has the key already.
 */
export async function addTask(ctx: Context, task: NewTask): Promise<TaskDocument> {
  const title = readTitle(task.title);
  const status = readStatusWord(task.status ?? "todo");
  const hub = await ctx.hub();
  return hub.write(async (db) => {
    const workstream = await workstreamByKey(db, task.repoId, task.workstream);
    if (!workstream) throw await unknownWorkstream(db, task);
    const others = await keysInWorkstream(db, workstream.id);
    const next = nextKey(others.map((other) => other.key));
    const key = task.key?.trim() || next.key;
    const twin = others.find((other) => other.key === key);
    if (twin) throw taken(key, task.workstream, twin.removed_at !== null);
    if (key.length > 200 || /\p{Cc}/u.test(key))
      throw new SyncError("usage", "a task's id has at most 200 plain characters", {
        hint: "leave --key out to get the next one",
      });
    const idRoot = idRootOf({ remoteKey: workstream.remoteKey, repoId: task.repoId });
    const id = uuid5(...taskIdParts(idRoot, task.workstream, key));
    await addTaskRow(db, {
      id,
      repo_id: task.repoId,
      workstream_id: workstream.id,
      key,
      title,
      status,
      priority: task.priority?.trim() || null,
      needs_human: task.needs_human ? 1 : 0,
      // Below the heading where the task before it stands.
      group_path: others.find((other) => other.key === next.after)?.group_path ?? "[]",
      position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
    });
    const row = await taskById(db, id);
    if (!row) throw new SyncError("internal", `the task ${key} was added and is not there`);
    return taskDocument(row);
  });
}

async function unknownWorkstream(db: HubDb, { repoId, workstream }: NewTask): Promise<SyncError> {
  const known = await workstreamKeys(db, repoId);
  const near = nearest(workstream, known);
  const some = known.slice(0, 5).join(", ");
  return new SyncError("usage", `the hub knows no workstream ${workstream}`, {
    hint: near
      ? `did you mean ${near}?`
      : known.length === 0
        ? "it comes with the first sync of a file that holds tasks"
        : `it knows: ${some}${known.length > 5 ? ", …" : ""}`,
  });
}

const taken = (key: string, workstream: string, removed: boolean) =>
  new SyncError("usage", `${workstream} has a task ${key} already${removed ? ", removed" : ""}`, {
    hint: removed
      ? `to bring it back: sync-hooks task set ${key} --status todo`
      : "leave --key out to get the next one",
  });
