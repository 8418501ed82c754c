import * as z from "zod";
import { tableSchema } from "./table.ts";
import { strings } from "./values.ts";

const insideCheckout = z
  .string()
  .refine(
    (pattern) => !/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(pattern),
    "expected a pattern below the checkout: no leading / and no ..",
  );

export const tasksShape = {
  files: z
    .array(insideCheckout)
    .default([
      "workplans/**/*.md",
      "docs/**/*TASKLIST*.md",
      "**/TASKS.md",
      "openspec/changes/*/tasks.md",
    ])
    .describe("Glob patterns of the markdown files that hold tasks."),
  branches: strings.default([]).describe("Branches that reconcile besides the default branch."),
  policy: z
    .enum(["markdown", "hub", "ask"])
    .default("markdown")
    .describe("Which side wins where markdown and hub changed the same field differently."),
  inject_ids: z.boolean().default(false).describe("Write hub ids into the files at every sync."),
  create_in_markdown: z
    .boolean()
    .default(false)
    .describe("Append tasks that were made in the hub to their workplan or checkbox list."),
  close_workplans: z
    .boolean()
    .default(false)
    .describe("Set a workplan's status to done once all its tasks are done or cancelled."),
};

/** Only a person lets sync-hooks commit in their name: no repository switches that on. */
export const tasksSchema = z
  .strictObject({
    ...tasksShape,
    commit: z
      .boolean()
      .default(false)
      .describe(
        "Commit what sync-hooks wrote into task files, those files alone, and push it; hub ids are written too.",
      ),
    table: tableSchema
      .optional()
      .describe("A table of another program that stands in for the hub's tasks."),
  })
  .prefault({});
