import { z } from "@hono/zod-openapi";
import type { ConflictDocument } from "../../actions/conflicts/list-conflicts.ts";
import type { WorkstreamDocument } from "../../actions/tasks/list-tasks.ts";
import type { TaskDocument } from "../../actions/tasks/task-document.ts";
import { time } from "./repo.ts";

const text = z.string();

export const taskSchema = z
  .object({
    id: text,
    slug: text,
    workstream: text,
    file: text,
    key: text,
    title: text,
    status: text.nullable(),
    priority: text.nullable(),
    needs_human: z.boolean(),
    group: z.array(text),
    rev: z.int(),
    created_at: time,
    updated_at: time,
    completed_at: time.nullable(),
    removed_at: time.nullable(),
  })
  .openapi("Task") satisfies z.ZodType<TaskDocument>;

const progress = { total: z.int(), closed: z.int() };

export const workstreamSchema = z
  .object({
    slug: text,
    key: text,
    title: text.nullable(),
    status: text.nullable(),
    file: text,
    ...progress,
    groups: z.array(z.object({ path: z.array(text).readonly(), ...progress })),
  })
  .openapi("Workstream") satisfies z.ZodType<WorkstreamDocument>;

export const conflictSchema = z
  .object({
    id: text,
    slug: text,
    checkout: text.openapi({ description: "the checkout that met it, machine:path" }),
    task_id: text,
    workstream: text.nullable(),
    key: text.nullable(),
    title: text.nullable(),
    field: text,
    base: text.nullable(),
    markdown: text.nullable(),
    hub: text.nullable(),
    file: text,
    line: z.int(),
    chosen: text.nullable().openapi({ description: "markdown or hub; null while nobody decided" }),
    created_at: time,
    resolved_at: time.nullable(),
  })
  .openapi("Conflict") satisfies z.ZodType<ConflictDocument>;
