import { decidingStep, type RunRecord, type StepRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Level } from "../../system/log.ts";
import type { Context } from "../context.ts";

/** Writes a run's lines: one for what was pushed, one for what was pulled, one for how it ended. */
export function logRun(
  ctx: Context,
  checkout: Checkout,
  record: RunRecord,
  previous: RunRecord | null,
): void {
  if (!isNews(record, previous)) return;
  for (const step of record.steps) {
    const level = step.outcome === "synced" ? stepLevels[step.name] : undefined;
    if (level !== undefined) ctx.log.write(level, checkout.slug, step.detail ?? step.name);
    logOutput(ctx, checkout.slug, step);
  }
  const detail = record.outcome === "synced" ? null : (decidingStep(record.steps)?.detail ?? null);
  const ended = `${record.trigger} ${record.outcome} in ${record.durationMs} ms`;
  const text = detail === null ? ended : `${ended}: ${detail}`;
  ctx.log.write(levelOf[record.outcome], checkout.slug, text);
}

/** The machine's own steps stand in the log of the sweep that ran them. */
export function logMachineSteps(ctx: Context, steps: readonly StepRecord[]): void {
  for (const step of steps) {
    logOutput(ctx, "sweep", step);
    const { name, outcome, detail } = step;
    if (outcome !== "synced") ctx.log.write("ERROR", "sweep", `step ${name}: ${detail ?? outcome}`);
  }
}

/** What a step of the user's own printed, line by line. */
function logOutput(ctx: Context, slug: string, { name, output }: StepRecord): void {
  for (const line of output?.split("\n") ?? []) ctx.log.write("INFO", slug, `${name} | ${line}`);
}

/** A sweep that finds what the run before it found says nothing: an offline laptop would fill the log. */
function isNews(record: RunRecord, previous: RunRecord | null): boolean {
  if (record.trigger === "sweep" && record.outcome === "nothing-to-do") return false;
  if (!mayRepeat(record)) return true;
  return previous?.outcome !== record.outcome || previous.reason !== record.reason;
}

/** Whether it takes the run before it to know if this one's end is news. */
export const mayRepeat = ({ trigger, outcome }: RunRecord): boolean =>
  trigger === "sweep" && outcome !== "synced" && outcome !== "nothing-to-do";

const stepLevels: Record<string, Level> = { push: "PUSH", pull: "PULL" };

const levelOf = {
  "nothing-to-do": "DEBUG",
  synced: "SYNC",
  queued: "DEBUG",
  skipped: "INFO",
  deferred: "INFO",
  offline: "WARN",
  conflict: "WARN",
  diverged: "WARN",
  rejected: "ERROR",
  auth: "ERROR",
  failed: "ERROR",
} as const satisfies Record<RunRecord["outcome"], Level>;
