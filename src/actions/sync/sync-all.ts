import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { noteAsSeen } from "../notify/notify.ts";
import { eachBounded } from "../each-bounded.ts";
import { requirePresent } from "../registry/require-present.ts";
import { recordFailedStart } from "./record-failed-start.ts";
import { serve, sync } from "./sync.ts";

export type SyncedCheckout = { checkout: Checkout; record: RunRecord };

/**
 * Why checkouts are synced: somebody asks now, through the trigger's door, or has asked before, and what stands in
 * their request files is to be carried out.
 */
export type Asking = "manual" | "api" | "requested";

/** Syncs the checkouts that somebody named, each isolated from the others; results come in their order. */
export async function syncAll(
  ctx: Context,
  checkouts: readonly Checkout[],
  asking: Asking,
  onEnd: (synced: SyncedCheckout) => void,
): Promise<SyncedCheckout[]> {
  const { concurrency } = await ctx.config(null);
  const ended = new Map<number, SyncedCheckout>();
  const bounds = {
    limit: concurrency.checkouts,
    shares: ({ commonDir }: Checkout) => [{ key: commonDir, limit: 1 }],
  };
  await eachBounded(checkouts, bounds, async (checkout) => {
    const synced = { checkout, record: await syncOne(ctx, checkout, asking) };
    ended.set(checkout.id, synced);
    onEnd(synced);
  });
  const synced = checkouts.flatMap(({ id }) => ended.get(id) ?? []);
  await noteAsSeen(ctx, synced);
  return synced;
}

async function syncOne(ctx: Context, checkout: Checkout, asking: Asking): Promise<RunRecord> {
  const startedAt = ctx.clock.now();
  const trigger = asking === "requested" ? "manual" : asking;
  try {
    requirePresent(checkout);
    return asking === "requested"
      ? await serve(ctx, checkout, { trigger, gitPid: null })
      : await sync(ctx, checkout, { trigger });
  } catch (thrown) {
    return recordFailedStart(ctx, checkout, { trigger, startedAt }, thrown);
  }
}
