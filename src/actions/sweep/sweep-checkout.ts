import { toSyncError } from "../../core/errors.ts";
import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import type { HookBlocks } from "../install/hook-blocks.ts";
import { repairHooks } from "../install/repair-hooks.ts";
import { requirePresent } from "../registry/require-present.ts";
import { isPaused } from "../sync/run-gate.ts";
import { recordFailedStart } from "../sync/record-failed-start.ts";
import { sync } from "../sync/sync.ts";

/** What became of the checkout's hooks; `failed` says why they could not be put back. */
export type HookRepair =
  | { kind: "unwanted" }
  | { kind: "whole" }
  | { kind: "repaired" }
  | { kind: "failed"; why: string };

export type SweptCheckout = { checkout: Checkout; record: RunRecord; hooks: HookRepair };

/** Puts back the checkout's hooks where they are gone, and syncs it. Never rejects: what fails is in the result. */
export async function sweepCheckout(
  ctx: Context,
  checkout: Checkout,
  blocks: HookBlocks,
): Promise<SweptCheckout> {
  const started = ctx.clock.now();
  if (isPaused(ctx, checkout))
    return {
      checkout,
      record: paused(ctx, started),
      hooks: { kind: "unwanted" },
    };
  let hooks: HookRepair = { kind: "unwanted" };
  try {
    requirePresent(checkout);
    hooks = await repaired(ctx, checkout, blocks);
    return { checkout, record: await sync(ctx, checkout, { trigger: "sweep" }), hooks };
  } catch (thrown) {
    const run = { trigger: "sweep", startedAt: started } as const;
    return { checkout, record: recordFailedStart(ctx, checkout, run, thrown), hooks };
  }
}

async function repaired(ctx: Context, checkout: Checkout, blocks: HookBlocks): Promise<HookRepair> {
  try {
    const { kind } = await repairHooks(ctx, checkout, blocks);
    if (kind === "repaired") ctx.log.write("INFO", checkout.slug, "put the hooks back");
    return { kind };
  } catch (thrown) {
    const why = toSyncError(thrown).message;
    ctx.log.write("WARN", checkout.slug, `could not put the hooks back: ${why}`);
    return { kind: "failed", why };
  }
}

function paused(ctx: Context, started: Date): RunRecord {
  const durationMs = ctx.clock.now().getTime() - started.getTime();
  const startedAt = started.toISOString();
  const ended = { outcome: "skipped", reason: "paused", steps: [] as RunRecord["steps"] } as const;
  return { trigger: "sweep", ...ended, startedAt, durationMs };
}
