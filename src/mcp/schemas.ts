import * as z from "zod";

export const slug = z
  .string()
  .min(1)
  .max(200)
  .describe("The repository's slug, as list_repos gives it.");

const time = z.string().describe("RFC 3339, UTC.");

const task = z.object({
  id: z.string().describe("For update_task_status."),
  key: z.string().describe("The id that stands in the file."),
  title: z.string(),
  status: z.string().nullable(),
  priority: z.string().nullable(),
  needs_human: z.boolean(),
});

const workstream = z.object({
  id: z.string(),
  title: z.string(),
  workplan_file: z.string().describe("Relative to the checkout's top."),
  pending_tasks: z.array(task).describe("To be worked on, in this order."),
  blocked_tasks: z.array(task),
  needs_human_tasks: z.array(task).describe("Waiting for a person: leave them alone."),
  counts: z.object({
    pending: z.number().int(),
    blocked: z.number().int(),
    needs_human: z.number().int(),
  }),
});

export const dispatchSchema = z.object({
  repo_slug: z.string(),
  active_goal: z
    .object({ id: z.string(), title: z.string(), description: z.string().nullable() })
    .nullable(),
  active_workstreams: z.array(workstream),
  human_interventions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      task_id: z.string().nullable(),
      task_key: z.string().nullable(),
      workplan_file: z.string().nullable(),
      created_at: time,
    }),
  ),
  last_state_synced_at: time.nullable(),
  counts: z.object({
    workstreams: z.number().int(),
    pending: z.number().int(),
    blocked: z.number().int(),
    needs_human: z.number().int(),
    interventions: z.number().int(),
  }),
});
