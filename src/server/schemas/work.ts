import { z } from "@hono/zod-openapi";
import type { Goal } from "../../actions/goals/goals.ts";
import type { Intervention } from "../../actions/needs-human/needs-human.ts";
import type { DispatchDocument } from "../../core/dispatch/dispatch-document.ts";
import { time } from "./repo.ts";

const text = z.string();

export const goalSchema = z
  .object({
    id: text,
    title: text,
    description: text.nullable(),
    status: text,
    created_at: time,
    closed_at: time.nullable(),
  })
  .openapi("Goal") satisfies z.ZodType<Goal>;

export const interventionSchema = z
  .object({
    id: text,
    task_id: text.nullable(),
    task_key: text.nullable(),
    file: text.nullable(),
    title: text,
    status: text,
    answer: text.nullable(),
    created_at: time,
    resolved_at: time.nullable(),
  })
  .openapi("Intervention") satisfies z.ZodType<Omit<Intervention, "repo_id">>;

const task = z
  .object({
    id: text,
    key: text,
    title: text,
    status: text.nullable(),
    priority: text.nullable(),
    needs_human: z.boolean(),
  })
  .openapi("DispatchTask");

const counts = { pending: z.int(), blocked: z.int(), needs_human: z.int() };

export const dispatchSchema = z
  .object({
    repo_slug: text,
    active_goal: z.object({ id: text, title: text, description: text.nullable() }).nullable(),
    active_workstreams: z.array(
      z.object({
        id: text,
        title: text,
        workplan_file: text,
        pending_tasks: z.array(task),
        blocked_tasks: z.array(task),
        needs_human_tasks: z.array(task),
        counts: z.object(counts),
      }),
    ),
    human_interventions: z.array(
      z.object({
        id: text,
        title: text,
        task_id: text.nullable(),
        task_key: text.nullable(),
        workplan_file: text.nullable(),
        created_at: time,
      }),
    ),
    last_state_synced_at: time.nullable(),
    counts: z.object({ workstreams: z.int(), ...counts, interventions: z.int() }),
  })
  .openapi("Dispatch") satisfies z.ZodType<DispatchDocument>;
