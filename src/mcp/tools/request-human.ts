import * as z from "zod";
import { requestHuman as ask } from "../../actions/needs-human/needs-human.ts";
import { slug } from "../schemas.ts";
import { tool } from "../tool.ts";

export const requestHuman = tool({
  name: "request_human",
  title: "Ask a person",
  description:
    "Asks a person for a decision or for help, and gives the request's id. With a task, that task is marked needs_human, in its file too at the next sync; a second question about the same task replaces the first. Afterwards go on with another task: the answer takes its time.",
  input: z.object({
    repo_slug: slug,
    question: z.string().min(1).max(2000).describe("What is asked, in a sentence or two."),
    task: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("The task's id, or its key in the file where that is unique."),
  }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    status: z.string(),
    task_id: z.string().nullable(),
    task_key: z.string().nullable(),
    file: z.string().nullable(),
    created_at: z.string(),
  }),
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  call: (ctx, { repo_slug, question, task }) =>
    ask(ctx, repo_slug, { title: question, task: task ?? null }),
  words: ({ id, title, task_key: key }) =>
    `Asked${key === null ? "" : ` about ${key}`}: ${title} (request ${id}). Go on with another task.`,
});
