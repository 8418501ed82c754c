import { homedir } from "node:os";
import { resolve } from "node:path";
import type { StepConfig } from "../../config/schema.ts";
import { runOutcome, type Outcome, type StepRecord, type Trigger } from "../../core/outcome.ts";
import { redact } from "../../core/redact.ts";
import { cleanEnvironment } from "../../git/environment.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { killGroup } from "../../system/kill-group.ts";
import { timedStep, type StepEnd } from "./timed-step.ts";

const eventOf = {
  commit: "commit",
  rewrite: "commit",
  merge: "merge",
  sweep: "sweep",
  watch: "sweep",
  manual: "sweep",
  api: "sweep",
} as const satisfies Record<Trigger, StepConfig["on"][number]>;

/**
 * Runs the user's own steps for this event, in order, each whatever became of the others. Only those of the
 * user's config: a repository's own wait for its trust. Each gets the run's outcome so far in its environment.
 */
export async function runSteps(
  ctx: Context,
  checkout: Checkout,
  trigger: Trigger,
  soFar: readonly StepRecord[],
): Promise<StepRecord[]> {
  const { steps } = await ctx.config(null);
  const due = steps.filter(
    ({ on, scope }) => scope === "checkout" && on.includes(eventOf[trigger]),
  );
  const env = { ...cleanEnvironment(ctx.env), ...outcomeVariables(checkout, trigger, soFar) };
  const records: StepRecord[] = [];
  for (const step of due)
    records.push(await timedStep(step.name, () => runStep(checkout.path, step, env)));
  return records;
}

/** Runs the user's steps of the whole machine, in order, in the home folder: once at the end of a sweep. */
export async function runMachineSteps(ctx: Context, sweptOutcome: Outcome): Promise<StepRecord[]> {
  const { steps } = await ctx.config(null);
  const due = steps.filter(({ on, scope }) => scope === "machine" && on.includes("sweep"));
  const env = {
    ...cleanEnvironment(ctx.env),
    SYNC_HOOKS_TRIGGER: "sweep",
    SYNC_HOOKS_OUTCOME: sweptOutcome,
  };
  const home = ctx.env["HOME"] || homedir();
  const records: StepRecord[] = [];
  for (const step of due) records.push(await timedStep(step.name, () => runStep(home, step, env)));
  return records;
}

function outcomeVariables(checkout: Checkout, trigger: Trigger, soFar: readonly StepRecord[]) {
  const { outcome, reason } = runOutcome(soFar);
  return {
    SYNC_HOOKS_TRIGGER: trigger,
    SYNC_HOOKS_OUTCOME: outcome,
    SYNC_HOOKS_REASON: reason ?? "",
    SYNC_HOOKS_SLUG: checkout.slug,
    SYNC_HOOKS_PATH: checkout.path,
  };
}

async function runStep(folder: string, step: StepConfig, env: NodeJS.ProcessEnv): Promise<StepEnd> {
  const { execa } = await import("execa");
  const child = execa(step.run, {
    shell: true,
    cwd: resolve(folder, step.workdir),
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    // A process group of its own, so that the timeout ends whatever the command has started.
    detached: process.platform !== "win32",
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child.pid);
  }, step.timeout);
  const result = await child;
  clearTimeout(timer);
  if (timedOut) return failed(`timeout: ${step.run} took longer than ${step.timeout} ms`);
  if (!result.failed) return { outcome: "synced", detail: null };
  const words = result.all?.trim().split("\n").slice(-5).join(" ") || result.shortMessage;
  return failed(`step: ${step.run} ended with ${result.exitCode ?? result.signal}: ${words}`);
}

const failed = (detail: string): StepEnd => ({ outcome: "failed", detail: redact(detail) });
