import { decidingStep, type RunRecord } from "../../core/outcome.ts";
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
  }
  const detail = record.outcome === "synced" ? null : (decidingStep(record.steps)?.detail ?? null);
  const ended = `${record.trigger} ${record.outcome} in ${record.durationMs} ms`;
  const text = detail === null ? ended : `${ended}: ${detail}`;
  ctx.log.write(levelOf[record.outcome], checkout.slug, text);
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
