import * as z from "zod";
import { boardSchema, boardShape } from "./schema/board.ts";
import { machineShape } from "./schema/machine.ts";
import { pushSchema, pushShape } from "./schema/push.ts";
import { stepSchema } from "./schema/step.ts";
import { tasksSchema, tasksShape } from "./schema/tasks.ts";

/** What a repository's own config may say: data about itself, never where secrets or other people's data go. */
const repositoryShape = {
  pull: z
    .enum(["rebase", "ff-only", "off"])
    .default("rebase")
    .describe("How remote commits are brought in by sweep, watch and after a rejected push."),
  steps: z
    .array(stepSchema)
    .default([])
    .describe("Commands of your own, run in order after reconcile."),
};

export const repositorySchema = z.strictObject({
  ...repositoryShape,
  tasks: z.strictObject(tasksShape).prefault({}),
  board: z.strictObject(boardShape).optional(),
  push: z.strictObject(pushShape).prefault({}),
});

/** The user's `config.yaml`: everything a repository may say, as its default for all of them, and the machine's own. */
export const userSchema = z.strictObject({
  ...repositoryShape,
  tasks: tasksSchema,
  push: pushSchema,
  board: boardSchema,
  ...machineShape,
});

export type Config = z.output<typeof userSchema>;
export type ForgeConfig = Config["forges"][number];
export type StepConfig = Config["steps"][number];
