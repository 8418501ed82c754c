import { SyncError, toSyncError } from "../../core/errors.ts";
import { exitStatus, outcomes, type Outcome, type StepRecord } from "../../core/outcome.ts";
import type { Hub } from "../../hub/hub.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import { wantedHooks } from "../../ledger/hook-installs.ts";
import { openStarter } from "../../system/starter.ts";
import { pruneLogs } from "../../system/log.ts";
import type { Context } from "../context.ts";
import { keepIfPossible } from "../keep-if-possible.ts";
import { eachBounded, type Share } from "../each-bounded.ts";
import { forgetRemovedWorktrees } from "./forget-removed-worktrees.ts";
import { writeLastSweep, type SweepOrigin } from "./last-sweep.ts";
import { repairRunner } from "../install/runner-file.ts";
import { lockMachine } from "../machine-lock.ts";
import { runMachineSteps } from "../sync/run-steps.ts";
import { renderBlocks } from "../install/hook-blocks.ts";
import { sweepCheckout, type SweptCheckout } from "./sweep-checkout.ts";

export type { SweepOrigin } from "./last-sweep.ts";
export type { SweptCheckout } from "./sweep-checkout.ts";

/** Whether the hub answered when the sweep began; without it nothing is reconciled. */
export type HubAnswer = { answers: true } | { answers: false; why: string; mend: string | null };

/** What a watcher is told while a sweep goes on. */
export type SweepEvent =
  | { kind: "begun"; total: number }
  | { kind: "hub"; hub: HubAnswer }
  | { kind: "started"; checkout: Checkout }
  | { kind: "ended"; swept: SweptCheckout };

export type SweepReport =
  /** Another sweep is at work on this machine. */
  | { kind: "busy" }
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
  const lock = await lockMachine(ctx, "sweep", 0);
  if (lock === null) return { kind: "busy" };
  const starter = openStarter(ctx.env);
  try {
    const own = { ...ctx, run: starter.run, hub: () => hubOrOffline(ctx) };
    return await sweepAll(own, options);
  } finally {
    starter.close();
    lock.release();
  }
}

async function sweepAll(ctx: Context, { origin, watch }: SweepOptions): Promise<SweepReport> {
  const started = ctx.clock.now();
  const startedAt = started.toISOString();
  keepIfPossible(ctx.log, "when this sweep began", () => writeLastSweep(ctx, startedAt, origin));
  const { concurrency } = await ctx.config(null);
  forgetRemovedWorktrees(ctx);
  const checkouts = listCheckouts(ctx.ledger());
  watch({ kind: "begun", total: checkouts.length });
  mendRunner(ctx, checkouts);
  const blocks = renderBlocks(ctx.directories.runnerFile);
  const results = new Map<number, SweptCheckout>();
  const bounds = {
    limit: concurrency.checkouts,
    shares: (checkout: Checkout) => sharesOf(checkout, concurrency.per_host),
  };
  const all = eachBounded(checkouts, bounds, async (checkout) => {
    watch({ kind: "started", checkout });
    const swept = await sweepCheckout(ctx, checkout, blocks);
    results.set(checkout.id, swept);
    watch({ kind: "ended", swept });
  });
  // Asked while the first fetches are under way: pushing and pulling does not wait for its answer.
  const hub = await askHub(ctx);
  watch({ kind: "hub", hub });
  await all;
  pruneLogs(ctx.directories.logs, ctx.clock.now());
  const swept = checkouts.flatMap(({ id }) => results.get(id) ?? []);
  const steps = await runMachineSteps(ctx, gravest(swept.map(({ record }) => record.outcome)));
  for (const { name, outcome, detail } of steps)
    if (outcome !== "synced") ctx.log.write("ERROR", "sweep", `step ${name}: ${detail ?? outcome}`);
  const durationMs = ctx.clock.now().getTime() - started.getTime();
  return { kind: "done", startedAt, durationMs, hub, swept, steps };
}

/** 1 if a checkout failed, else 2 if one or the hub was offline, else 0. */
export function sweepStatus(report: SweepReport): 0 | 1 | 2 {
  if (report.kind === "busy") return 0;
  const ended = [...report.swept.map(({ record }) => record), ...report.steps];
  const reached = ended.map(({ outcome }) => outcome);
  return exitStatus(report.hub.answers ? reached : [...reached, "offline"]);
}

/** A hub that cannot be opened, whatever the reason, is away for this sweep: that is no checkout's failure. */
async function hubOrOffline(ctx: Context): Promise<Hub> {
  try {
    return await ctx.hub();
  } catch (thrown) {
    const { message, hint } = toSyncError(thrown);
    throw new SyncError("offline", message, { ...(hint && { hint }), cause: thrown });
  }
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
    return { answers: false, why: message, mend: hint };
  }
}

const gravest = (reached: readonly Outcome[]): Outcome =>
  outcomes.findLast((outcome) => reached.includes(outcome)) ?? "nothing-to-do";

/** Worktrees of one repository take turns, and a host gets no more connections than it may bear. */
function sharesOf({ commonDir, remoteKey }: Checkout, perHost: number): Share[] {
  const repository = { key: `repository ${commonDir}`, limit: 1 };
  const host = remoteKey?.split("/")[0];
  return host ? [repository, { key: `host ${host}`, limit: perHost }] : [repository];
}
