import { toSyncError } from "../../core/errors.ts";
import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { recordRun } from "../../ledger/runs.ts";
import type { Context } from "../context.ts";
import { repairHooks } from "../install/repair-hooks.ts";
import { requirePresent } from "../registry/require-present.ts";
import { isPaused } from "../sync/run-gate.ts";
import { sync } from "../sync/sync.ts";
import { failedEnd } from "../sync/timed-step.ts";

/** What became of the checkout's hooks; `failed` says why they could not be put back. */
export type HookRepair =
  | { kind: "unwanted" }
  | { kind: "whole" }
  | { kind: "repaired" }
  | { kind: "failed"; why: string };

export type SweptCheckout = { checkout: Checkout; record: RunRecord; hooks: HookRepair };

/** Puts back the checkout's hooks where they are gone, and syncs it. Never rejects: what fails is in the result. */
export async function sweepCheckout(ctx: Context, checkout: Checkout): Promise<SweptCheckout> {
  const started = ctx.clock.now();
  if (isPaused(ctx, checkout))
    return {
      checkout,
      record: ended(ctx, started, "skipped", "paused"),
      hooks: { kind: "unwanted" },
    };
  let hooks: HookRepair = { kind: "unwanted" };
  try {
    requirePresent(checkout);
    hooks = await repaired(ctx, checkout);
    return { checkout, record: await sync(ctx, checkout, { trigger: "sweep" }), hooks };
  } catch (thrown) {
    const { outcome, detail } = failedEnd(thrown);
    const record = ended(ctx, started, outcome, detail);
    keep(ctx, checkout, record);
    return { checkout, record, hooks };
  }
}

async function repaired(ctx: Context, checkout: Checkout): Promise<HookRepair> {
  try {
    const { kind } = await repairHooks(ctx, checkout);
    if (kind === "repaired") ctx.log.write("INFO", checkout.slug, "put the hooks back");
    return { kind };
  } catch (thrown) {
    const why = toSyncError(thrown).message;
    ctx.log.write("WARN", checkout.slug, `could not put the hooks back: ${why}`);
    return { kind: "failed", why };
  }
}

/** A run that could not begin is still the checkout's last one. */
function keep(ctx: Context, checkout: Checkout, record: RunRecord): void {
  try {
    recordRun(ctx.ledger(), checkout.id, record);
  } catch (thrown) {
    ctx.log.write("ERROR", checkout.slug, failedEnd(thrown).detail ?? "its run is not recorded");
  }
  ctx.log.write("ERROR", checkout.slug, `sweep ${record.outcome}: ${record.reason ?? ""}`);
}

function ended(
  ctx: Context,
  started: Date,
  outcome: RunRecord["outcome"],
  reason: string | null,
): RunRecord {
  const durationMs = ctx.clock.now().getTime() - started.getTime();
  const startedAt = started.toISOString();
  return { trigger: "sweep", outcome, reason, startedAt, durationMs, steps: [] };
}
