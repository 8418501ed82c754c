import * as z from "zod";
import { setTask } from "../../actions/tasks/set-task.ts";
import { statuses } from "../../core/tasks/task.ts";
import { tool } from "../tool.ts";

export const updateTaskStatus = tool({
  name: "update_task_status",
  title: "Report a task's status",
  description:
    "Sets the status of a task in the hub; the next sync writes it into the task's file (sync_repo does that now). Set in_progress when you begin, done when the work is committed. Do not also edit the status in the file.",
  input: z.object({
    task_id: z.string().min(1).max(200).describe("The id that get_repo_dispatch gives."),
    status: z.enum(statuses),
  }),
  output: z.object({
    id: z.string(),
    slug: z.string(),
    key: z.string(),
    title: z.string(),
    status: z.string().nullable(),
    file: z.string(),
    rev: z.number(),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  call: (ctx, { task_id: id, status }) => setTask(ctx, id, { status }),
  words: ({ key, status, file, slug }) =>
    `${key} is ${status} in the hub; ${file} of ${slug} follows at the next sync.`,
});
