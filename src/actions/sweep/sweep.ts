import { setTimeout as sleep } from "node:timers/promises";
import { toSyncError } from "../../core/errors.ts";
import { exitStatus, outcomes, type Outcome, type StepRecord } from "../../core/outcome.ts";
import type { Stamp } from "../../hub/stamps.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import { wantedHooks } from "../../ledger/hook-installs.ts";
import type { Run } from "../../system/run.ts";
import { pruneLogs } from "../../system/log.ts";
import type { Context } from "../context.ts";
import { eachBounded } from "../each-bounded.ts";
import { forgetRemovedWorktrees } from "./forget-removed-worktrees.ts";
import { readLastSweep, writeLastSweep, type SweepOrigin } from "./last-sweep.ts";
import { repairRunner } from "../install/runner-file.ts";
import { isLocked, lockMachine } from "../machine-lock.ts";
import { runMachineSteps } from "../steps/run-machine-steps.ts";
import { notify } from "../notify/notify.ts";
import { logMachineSteps, logRun } from "../sync/log-run.ts";
import { stampFailure, withStampFailure } from "../sync/record-run.ts";
import { failedEnd } from "../sync/timed-step.ts";
import { openTurns, type Share } from "../turns.ts";
import { openStampQueue, type StampQueue } from "./stamp-queue.ts";
import { forgePushes } from "../inventory/forge-pushes.ts";
import { refreshOldLists } from "../inventory/refresh-old-lists.ts";
import { renderBlocks } from "../install/hook-blocks.ts";
import { sweepCheckout, type SweptCheckout } from "./sweep-checkout.ts";

export type { SweepOrigin } from "./last-sweep.ts";
export type { SweptCheckout } from "./sweep-checkout.ts";

/** Whether the hub answered when the sweep began; without it nothing is reconciled. */
export type HubAnswer =
  | { answers: true }
  /** `offline`: the next sweep may find it; `failed`: somebody has to mend it. */
  | { answers: false; outcome: Outcome; why: string; mend: string | null };

/** What a watcher is told while a sweep goes on. */
export type SweepEvent =
  | { kind: "begun"; total: number }
  | { kind: "hub"; hub: HubAnswer }
  | { kind: "started"; checkout: Checkout }
  /** Its work is done; the hub is told of it next. */
  | { kind: "worked"; checkout: Checkout }
  | { kind: "ended"; swept: SweptCheckout };

export type SweepReport =
  /** Another sweep is at work on this machine. */
  | { kind: "busy" }
  /** The timer's turn, while a watcher runs, which sweeps by itself. */
  | { kind: "left-to-watcher" }
  | {
      kind: "done";
      startedAt: string;
      durationMs: number;
      hub: HubAnswer;
      swept: SweptCheckout[];
      /** The user's steps of the whole machine. */
      steps: StepRecord[];
    };

export type SweepOptions = {
  origin: SweepOrigin;
  watch: (event: SweepEvent) => void;
};

/**
 * Syncs every registered checkout, as many at a time as the config allows, one at a time per repository.
 * What goes wrong with one checkout is its outcome and stops no other. One sweep per machine: a second one
 * gives `busy`. Results come in the order of the registry.
 */
export async function sweep(ctx: Context, options: SweepOptions): Promise<SweepReport> {
  if (options.origin === "timer" && (await isWatcherSweeping(ctx)))
    return { kind: "left-to-watcher" };
  const lock = await lockMachine(ctx, "sweep", 0);
  if (lock === null) return { kind: "busy" };
  try {
    const stamps = openStampQueue(async (batch) => {
      const [{ writeStamps }, hub] = await Promise.all([import("../../hub/stamps.ts"), ctx.hub()]);
      await writeStamps(hub, batch);
    });
    const stamp = async (one: Stamp) => stamps.add(one);
    const lastPush = await forgePushes(ctx);
    const own = { ...ctx, stamp, lastPush };
    return await sweepAll(own, stamps, options);
  } finally {
    lock.release();
  }
}

/** A watcher that has not swept for two intervals does not, whatever the reason. */
async function isWatcherSweeping(ctx: Context): Promise<boolean> {
  if (!isLocked(ctx, "watch")) return false;
  const { interval_minutes: interval } = await ctx.config(null);
  const { byTimerAt } = readLastSweep(ctx);
  const ageMs = byTimerAt === null ? Infinity : ctx.clock.now().getTime() - Date.parse(byTimerAt);
  return ageMs < 2 * interval * 60_000;
}

async function sweepAll(
  ctx: Context,
  stamps: StampQueue,
  { origin, watch }: SweepOptions,
): Promise<SweepReport> {
  const started = ctx.clock.now();
  const startedAt = started.toISOString();
  const noted = noteBegin(ctx, startedAt, origin);
  const { concurrency } = await ctx.config(null);
  forgetRemovedWorktrees(ctx);
  const checkouts = listCheckouts(ctx.ledger());
  watch({ kind: "begun", total: checkouts.length });
  mendRunner(ctx, checkouts);
  const blocks = renderBlocks(ctx.directories.runnerFile);
  const results = new Map<number, SweptCheckout>();
  const told: Promise<void>[] = [];
  const turns = openTurns(concurrency.checkouts);
  const { run, begun } = noticed(ctx.run);
  // The working trees of one repository come one after the other; no host fills all the places with those that wait.
  const bounds = {
    limit: concurrency.checkouts * beyondTurns,
    shares: (checkout: Checkout) => [
      { key: `repository ${checkout.commonDir}`, limit: 1 },
      ...connectionsOf(checkout, concurrency.per_host * beyondTurns),
    ],
  };
  const all = eachBounded(checkouts, bounds, async (checkout) => {
    const connections = connectionsOf(checkout, concurrency.per_host);
    const turn = await turns.enter(connections);
    watch({ kind: "started", checkout });
    const ended = await sweepCheckout({ ...ctx, run, turn }, checkout, blocks).finally(turn.leave);
    watch({ kind: "worked", checkout });
    // The next checkout's turn does not wait for this one's stamp.
    told.push(
      withStamp(ctx, stamps, ended).then((swept) => {
        results.set(checkout.id, swept);
        watch({ kind: "ended", swept });
      }),
    );
  });
  // Asked while the first fetches are under way: pushing and pulling does not wait for its answer.
  await Promise.race([begun, all, sleep(longestWaitMs)]);
  const hub = await askHub(ctx);
  // Read before the first answers come, which would wait for it.
  await import("../reconcile/reconcile.ts");
  watch({ kind: "hub", hub });
  const listed = hub.answers ? refreshOldLists(ctx) : null;
  await all;
  await listed;
  await stamps.flush();
  await noted;
  await Promise.all(told);
  pruneLogs(ctx.directories.logs, ctx.clock.now());
  const swept = checkouts.flatMap(({ id }) => results.get(id) ?? []);
  const steps = await runMachineSteps(ctx, gravest(swept.map(({ record }) => record.outcome)));
  logMachineSteps(ctx, steps);
  await notify(ctx, swept);
  const durationMs = ctx.clock.now().getTime() - started.getTime();
  return { kind: "done", startedAt, durationMs, hub, swept, steps };
}

/** Not waited for: the disk may be busy, and the work is not. */
async function noteBegin(ctx: Context, startedAt: string, origin: SweepOrigin): Promise<void> {
  try {
    await writeLastSweep(ctx, startedAt, origin);
  } catch (thrown) {
    const why = toSyncError(thrown).message;
    ctx.log.write("WARN", "sweep", `cannot remember when this sweep began: ${why}`);
  }
}

/** The checkout as it ended once its stamp is written; where that fails, its run has. */
async function withStamp(
  ctx: Context,
  stamps: StampQueue,
  swept: SweptCheckout,
): Promise<SweptCheckout> {
  const thrown = await stamps.written(swept.checkout.path);
  if (thrown === null) return swept;
  const record = withStampFailure(swept.record, stampFailure(thrown));
  logRun(ctx, swept.checkout, record, null);
  return { ...swept, record };
}

/** 1 if a checkout or the hub failed, else 2 if one of them was offline, else 0. */
export function sweepStatus(report: SweepReport): 0 | 1 | 2 {
  if (report.kind !== "done") return 0;
  const ended = [...report.swept.map(({ record }) => record), ...report.steps];
  const reached = ended.map(({ outcome }) => outcome);
  return exitStatus(report.hub.answers ? reached : [...reached, report.hub.outcome]);
}

/** Where hooks are installed, the runner behind all of them has to work. */
function mendRunner(ctx: Context, checkouts: readonly Checkout[]): void {
  if (checkouts.every((checkout) => wantedHooks(ctx.ledger(), checkout) === null)) return;
  try {
    if (repairRunner(ctx)) ctx.log.write("INFO", "sweep", "wrote the hook runner anew");
  } catch (thrown) {
    const why = toSyncError(thrown).message;
    ctx.log.write("WARN", "sweep", `could not write the hook runner: ${why}`);
  }
}

/** Asked once: while it does not answer, no checkout has to find that out for itself. */
async function askHub(ctx: Context): Promise<HubAnswer> {
  try {
    await ctx.hub();
    return { answers: true };
  } catch (thrown) {
    const { message, hint } = toSyncError(thrown);
    ctx.log.write("WARN", "sweep", message);
    return { answers: false, outcome: failedEnd(thrown).outcome, why: message, mend: hint };
  }
}

const gravest = (reached: readonly Outcome[]): Outcome =>
  outcomes.findLast((outcome) => reached.includes(outcome)) ?? "nothing-to-do";

/** Where nothing is started for long, all the same. */
const longestWaitMs = 50;

/** The same way to run commands, and when the first one has been started. */
function noticed(run: Run): { run: Run; begun: Promise<void> } {
  let notice = () => {};
  const begun = new Promise<void>((resolve) => (notice = resolve));
  return {
    begun,
    run(...command) {
      const ended = run(...command);
      notice();
      return ended;
    },
  };
}

/** As many more reconcile, record and stamp: the hub has but a few connections for all of them. */
const beyondTurns = 2;

/** A host gets no more connections than it may bear. */
function connectionsOf({ remoteKey }: Checkout, perHost: number): Share[] {
  const host = remoteKey?.split("/")[0];
  return host ? [{ key: `host ${host}`, limit: perHost }] : [];
}
