import { existsSync } from "node:fs";
import {
  decidingStep,
  exitStatus,
  runOutcome,
  type Outcome,
  type RunRecord,
  type StepRecord,
  type Trigger,
} from "../../core/outcome.ts";
import { writeLastRun } from "../../git/last-run.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout, CheckoutChange } from "../../ledger/checkouts.ts";
import { latestRuns, recordRun } from "../../ledger/runs.ts";
import type { Context } from "../context.ts";
import { logRun, mayRepeat } from "./log-run.ts";
import { stampOf } from "./stamp-of.ts";
import { failedEnd } from "./timed-step.ts";

/**
 * Ends a run: its record in the ledger, the checkout's times here and in the hub, last-run.json and the log
 * lines. A record that cannot be written (a full disk) makes the run `failed`; nothing is thrown.
 */
export async function endRun(
  ctx: Context,
  checkout: Checkout,
  run: { trigger: Trigger; startedAt: Date; steps: StepRecord[] },
): Promise<RunRecord> {
  const record = recordOf(ctx, run);
  const times = timesOf(ctx, run.steps);
  let previous: RunRecord | null = null;
  // The disk may take its time with this one.
  const lastRun = failureOf(() => keepLastRun(checkout, record));
  const failures = [
    await failureOf(() => {
      if (mayRepeat(record)) previous = latestRuns(ctx.ledger(), checkout.id, 1)[0] ?? null;
      recordRun(ctx.ledger(), checkout.id, record, times);
    }),
    await lastRun,
    await failureOf(async () => {
      const stamp = stampOf(checkout, record, times, ctx.clock.now().toISOString());
      if (stamp !== null) await ctx.stamp(stamp);
    }),
  ];
  const failed = failures.find((failure) => failure !== null);
  const told = failed ? withStampFailure(record, failed) : record;
  logRun(ctx, checkout, told, previous);
  return told;
}

function recordOf(
  ctx: Context,
  run: { trigger: Trigger; startedAt: Date; steps: StepRecord[] },
): RunRecord {
  const durationMs = ctx.clock.now().getTime() - run.startedAt.getTime();
  const { trigger, steps } = run;
  const startedAt = run.startedAt.toISOString();
  return { trigger, ...runOutcome(steps), startedAt, durationMs, steps };
}

/** A run whose record or stamp could not be written has failed, whatever it did before. */
export function withStampFailure(record: RunRecord, stamp: StepRecord): RunRecord {
  const steps = [...record.steps, stamp];
  return { ...record, ...runOutcome(steps), steps };
}

/** Which outcomes of which step move which time. Off its branch a checkout is as much in step as it can be. */
const timeOf: Record<string, { field: keyof CheckoutChange; moves: readonly Outcome[] }> = {
  push: { field: "lastPushedAt", moves: ["synced"] },
  pull: { field: "lastPulledAt", moves: ["synced"] },
  reconcile: { field: "lastStateSyncedAt", moves: ["synced", "nothing-to-do", "skipped"] },
};

function timesOf(ctx: Context, steps: readonly StepRecord[]): CheckoutChange {
  const now = ctx.clock.now().toISOString();
  const moved = steps.flatMap(({ name, outcome }) => {
    const time = timeOf[name];
    return time?.moves.includes(outcome) ? [time.field] : [];
  });
  return Object.fromEntries(moved.map((field) => [field, now]));
}

async function keepLastRun({ gitDir }: Checkout, record: RunRecord): Promise<void> {
  // A checkout that is gone must not come back as a folder with nothing but this file in it.
  if (existsSync(gitDir)) await writeLastRun(transientFiles(gitDir), record, errorOf(record));
}

async function failureOf(work: () => void | Promise<void>): Promise<StepRecord | null> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return stampFailure(thrown);
  }
}

export const stampFailure = (thrown: unknown): StepRecord => ({
  name: "stamp",
  ...failedEnd(thrown),
  durationMs: 0,
});

function errorOf(record: RunRecord): string | null {
  if (exitStatus([record.outcome]) === 0) return null;
  return decidingStep(record.steps)?.detail ?? record.reason;
}
