import * as z from "zod";
import { duration } from "./values.ts";

/** A command of the user's own. */
export const stepSchema = z.strictObject({
  name: z.string().min(1).describe("What status and log call it."),
  run: z.string().min(1).describe("The shell command."),
  on: z
    .array(z.enum(["commit", "merge", "sweep", "watch"]))
    .default(["commit", "merge", "sweep", "watch"])
    .describe("After which runs."),
  timeout: duration("5m", "Time until the step's process group is killed."),
  workdir: z.string().default(".").describe("Relative to the checkout."),
  scope: z
    .enum(["checkout", "machine"])
    .default("checkout")
    .describe("Once for each checkout, or once for each sweep."),
});
