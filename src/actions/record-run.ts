import {
  decidingStep,
  runOutcome,
  type RunRecord,
  type StepRecord,
  type Trigger,
} from "../core/outcome.ts";
import { writeLastRun } from "../git/last-run.ts";
import { transientFiles } from "../git/transient-files.ts";
import { updateCheckout, type Checkout, type CheckoutChange } from "../ledger/checkouts.ts";
import { latestRuns, recordRun } from "../ledger/runs.ts";
import type { Level } from "../system/log.ts";
import type { Context } from "./context.ts";
import { failedEnd } from "./timed-step.ts";

/**
 * Ends a run: its record in the ledger, the checkout's times, last-run.json and the log lines. A record that
 * cannot be written (a full disk) is told by the log and makes the run `failed`; nothing is thrown.
 */
export async function endRun(
  ctx: Context,
  checkout: Checkout,
  run: { trigger: Trigger; startedAt: Date; steps: StepRecord[] },
): Promise<RunRecord> {
  const record = recordOf(ctx, run);
  const previous = await attempt(() => latestRuns(ctx.ledger(), checkout.id, 1)[0] ?? null);
  const kept = await attempt(() => {
    const { ledger } = ctx;
    updateCheckout(ledger(), checkout.id, timesOf(ctx, run.steps));
    recordRun(ledger(), checkout.id, record);
  });
  const written = await attempt(() => {
    const error = isError(record) ? (decidingStep(record.steps)?.detail ?? null) : null;
    return writeLastRun(transientFiles(checkout.gitDir), record, error);
  });
  const told = [kept, written].find((tried) => "failure" in tried);
  const final =
    told && "failure" in told
      ? { ...record, outcome: "failed" as const, reason: told.failure }
      : record;
  const before = previous && "value" in previous ? previous.value : null;
  if (isNews(final, before)) logRun(ctx, checkout, final);
  return final;
}

function recordOf(
  ctx: Context,
  run: { trigger: Trigger; startedAt: Date; steps: StepRecord[] },
): RunRecord {
  const durationMs = ctx.clock.now().getTime() - run.startedAt.getTime();
  const { trigger, steps } = run;
  return {
    trigger,
    ...runOutcome(steps),
    startedAt: run.startedAt.toISOString(),
    durationMs,
    steps,
  };
}

const timeOf: Record<string, keyof CheckoutChange> = {
  push: "lastPushedAt",
  pull: "lastPulledAt",
};

/** The times that the steps moved. */
function timesOf(ctx: Context, steps: readonly StepRecord[]): CheckoutChange {
  const now = ctx.clock.now().toISOString();
  const moved = steps.flatMap(({ name, outcome }) =>
    outcome === "synced" ? (timeOf[name] ?? []) : [],
  );
  return Object.fromEntries(moved.map((field) => [field, now]));
}

type Attempt<T> = { value: T } | { failure: string };

async function attempt<T>(work: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { failure: failedEnd(thrown).detail ?? "unknown" };
  }
}

/** A sweep that finds what the run before it found says nothing: an offline laptop would fill the log. */
function isNews(record: RunRecord, previous: RunRecord | null): boolean {
  if (record.outcome === "synced") return true;
  if (record.outcome === "nothing-to-do" && record.trigger === "sweep") return false;
  const same = previous?.outcome === record.outcome && previous.reason === record.reason;
  return record.trigger !== "sweep" || !same;
}

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

const stepLevels: Record<string, Level> = { push: "PUSH", pull: "PULL" };

function logRun(ctx: Context, checkout: Checkout, record: RunRecord): void {
  for (const step of record.steps) {
    const level = step.outcome === "synced" ? stepLevels[step.name] : undefined;
    if (level !== undefined) ctx.log.write(level, checkout.slug, step.detail ?? step.name);
  }
  const detail = decidingStep(record.steps)?.detail ?? record.reason;
  const text = `${record.trigger} ${record.outcome} in ${record.durationMs} ms${detail ? `: ${detail}` : ""}`;
  ctx.log.write(levelOf[record.outcome], checkout.slug, text);
}

const isError = (record: RunRecord) =>
  ["offline", "conflict", "diverged", "rejected", "auth", "failed"].includes(record.outcome);
