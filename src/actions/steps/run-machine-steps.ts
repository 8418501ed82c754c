import { homedir } from "node:os";
import type { Outcome, StepRecord } from "../../core/outcome.ts";
import { cleanEnvironment } from "../../git/environment.ts";
import type { Context } from "../context.ts";
import { lockMachine } from "../machine-lock.ts";
import { runCommand } from "./run-command.ts";

const longestWaitMs = 60_000;

/**
 * Runs the user's steps of the whole machine, in order, in the home folder: once at the end of a sweep, under a
 * lock of their own. One that fails stops no other.
 */
export async function runMachineSteps(ctx: Context, sweptOutcome: Outcome): Promise<StepRecord[]> {
  const { steps } = await ctx.config(null);
  const due = steps.filter(({ on, scope }) => scope === "machine" && on.includes("sweep"));
  if (due.length === 0) return [];
  const lock = await lockMachine(ctx, "steps", longestWaitMs);
  if (lock === null) return due.map(({ name }) => ({ name, ...busy, durationMs: 0 }));
  try {
    const env = {
      ...cleanEnvironment(ctx.env),
      SYNC_HOOKS_TRIGGER: "sweep",
      SYNC_HOOKS_OUTCOME: sweptOutcome,
    };
    const home = ctx.env["HOME"] || homedir();
    const records: StepRecord[] = [];
    for (const step of due) records.push(await runCommand(home, step, env));
    return records;
  } finally {
    lock.release();
  }
}

const busy = {
  outcome: "deferred",
  detail: "steps-busy: another process still runs the machine's steps",
} as const;
