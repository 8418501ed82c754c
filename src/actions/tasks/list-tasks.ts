import { SyncError } from "../../core/errors.ts";
import { rollUp, type GroupProgress } from "../../core/tasks/rollup.ts";
import type { Status } from "../../core/tasks/task.ts";
import { workstreamProgress, type WorkstreamProgress } from "../../hub/progress.ts";
import { listTaskRows, type TaskPlace } from "../../hub/task-views.ts";
import type { Context } from "../context.ts";
import { taskDocument, type TaskDocument } from "./task-document.ts";

export type TaskFilter = {
  /** The hub's ids of the repositories; null: every one. */
  repoIds: readonly string[] | null;
  /** Null: any. */
  statuses: readonly Status[] | null;
  workstream: string | null;
  needsHuman: "any" | "only";
  removed: "hide" | "show";
  /** The most tasks of one page. */
  limit: number;
  /** The `next` of the page before; null for the first. */
  after: string | null;
};

export type TaskList = {
  tasks: TaskDocument[];
  /** Every workstream that has a task on this page, with its completion and that of its headings. */
  workstreams: WorkstreamDocument[];
  /** What to give as `after` for the next page; null: this is the last one. */
  next: string | null;
};

export type WorkstreamDocument = {
  slug: string;
  key: string;
  title: string | null;
  status: string | null;
  file: string;
  total: number;
  closed: number;
  groups: GroupProgress[];
};

/** A page of the hub's tasks, by repository, workstream and key. Throws `usage` where `after` is no `next` of a list. */
export async function listTasks(ctx: Context, filter: TaskFilter): Promise<TaskList> {
  const { repoIds, workstream, limit } = filter;
  const after = filter.after === null ? null : readCursor(filter.after);
  const hub = await ctx.hub();
  return hub.read(async (db) => {
    // One more than asked for tells whether there is another page.
    const rows = await listTaskRows(db, { ...filter, limit: limit + 1, after });
    const page = rows.slice(0, limit);
    const shown = new Set(page.map((row) => placeName(row)));
    const workstreams = await workstreamProgress(db, { repoIds, workstream });
    const last = page.at(-1);
    return {
      tasks: page.map(taskDocument),
      workstreams: workstreams
        .filter(({ slug, key }) => shown.has(placeName({ slug, workstream: key })))
        .map(workstreamDocument),
      next: last && rows.length > limit ? writeCursor(last) : null,
    };
  });
}

function workstreamDocument(row: WorkstreamProgress): WorkstreamDocument {
  const { repo_id: _repository, groups, ...same } = row;
  return { ...same, groups: rollUp(groups) };
}

const placeName = ({ slug, workstream }: Pick<TaskPlace, "slug" | "workstream">) =>
  JSON.stringify([slug, workstream]);

function writeCursor({ slug, workstream, key }: TaskPlace): string {
  return Buffer.from(JSON.stringify([slug, workstream, key])).toString("base64url");
}

function readCursor(text: string): TaskPlace {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(read) && read.length === 3 && read.every((part) => typeof part === "string"))
      return { slug: read[0] ?? "", workstream: read[1] ?? "", key: read[2] ?? "" };
  } catch {
    // What is no JSON is no cursor either: told below.
  }
  throw new SyncError("usage", `"${text}" is not where a list of tasks ended`, {
    hint: "give the next of the page before",
  });
}
