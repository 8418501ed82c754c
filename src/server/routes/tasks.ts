import { z } from "@hono/zod-openapi";
import { requireRepo } from "../../actions/registry/require-repo.ts";
import { taskOfId } from "../../actions/tasks/find-task.ts";
import { listTasks as readTasks } from "../../actions/tasks/list-tasks.ts";
import { setTask } from "../../actions/tasks/set-task.ts";
import type { TaskDocument } from "../../actions/tasks/task-document.ts";
import { statuses } from "../../core/tasks/task.ts";
import { etagOf } from "../answer-memory.ts";
import type { Door } from "../door.ts";
import { orNotFound } from "../not-found.ts";
import { notFound } from "../problem.ts";
import { route } from "../route.ts";
import { nextField, pageQuery } from "../schemas/page.ts";
import { slugParams } from "../schemas/repo.ts";
import { taskSchema, workstreamSchema } from "../schemas/task.ts";

const taskParams = z.strictObject({ id: z.string().min(1).max(100) });

export const listTasks = route({
  method: "get",
  path: "/repos/{slug}/tasks",
  tag: "tasks",
  summary: "The repository's tasks, by workstream and key.",
  params: slugParams,
  query: z.strictObject({
    status: z.enum(statuses).optional(),
    workstream: z.string().max(1000).optional(),
    needs_human: z.enum(["any", "only"]).default("any"),
    removed: z.enum(["hide", "show"]).default("hide"),
    ...pageQuery,
  }),
  status: 200,
  answer: z
    .object({ tasks: z.array(taskSchema), workstreams: z.array(workstreamSchema), next: nextField })
    .openapi("TaskList"),
  memory: "until-written",
  async handle({ ctx }, { params, query }) {
    const repo = await orNotFound(requireRepo(ctx, params.slug));
    const { status, workstream, needs_human, removed, limit, after } = query;
    const list = await readTasks(ctx, {
      repoIds: [repo.id],
      statuses: status === undefined ? null : [status],
      workstream: workstream ?? null,
      needsHuman: needs_human,
      removed,
      limit,
      after: after ?? null,
    });
    return { body: list, ...(list.next !== null && { next: { after: list.next } }) };
  },
});

export const getTask = route({
  method: "get",
  path: "/tasks/{id}",
  tag: "tasks",
  summary: "One task, by the hub's id.",
  params: taskParams,
  query: z.strictObject({}),
  status: 200,
  answer: taskSchema,
  handle: async (door, { params }) => answerTask(await requireTask(door, params.id)),
});

export const changeTask = route({
  method: "patch",
  path: "/tasks/{id}",
  tag: "tasks",
  summary: "Sets a task in the hub; the next sync carries it into the file.",
  params: taskParams,
  query: z.strictObject({}),
  body: z
    .strictObject({
      status: z.enum(statuses).optional(),
      title: z.string().max(1000).optional(),
      priority: z.string().max(100).nullable().optional(),
      needs_human: z.boolean().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, "there is nothing to set")
    .openapi("TaskChange"),
  status: 200,
  answer: taskSchema,
  async handle(door, { params, body, ifMatch }) {
    await requireTask(door, params.id);
    const rev = ifMatch === null || ifMatch === "*" ? null : revisionOf(ifMatch);
    return answerTask(await setTask(door.ctx, params.id, withoutUndefined(body), rev));
  },
});

async function requireTask({ ctx }: Door, id: string): Promise<TaskDocument> {
  const task = await taskOfId(ctx, id);
  if (task) return task;
  throw notFound(
    `the hub knows no task with the id ${id}`,
    "sync-hooks tasks --json shows the ids",
  );
}

/** Before the dot stands the row's rev, by which If-Match goes; behind it, everything. */
const answerTask = (task: TaskDocument) => ({
  body: task,
  etag: `"${task.rev}.${etagOf(JSON.stringify(task)).slice(1)}`,
});

/** No row has the rev -1: a tag that is none of ours matches nothing. */
const revisionOf = (etag: string) => Number(/^"(\d+)(?:\.[\w-]+)?"$/.exec(etag)?.[1] ?? -1);

type Set<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(change: T): Set<T> {
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Set<T>;
}
