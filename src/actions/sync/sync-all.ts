import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { noteAsSeen } from "../notify/notify.ts";
import { eachBounded } from "../each-bounded.ts";
import { requirePresent } from "../registry/require-present.ts";
import { recordFailedStart } from "./record-failed-start.ts";
import { sync } from "./sync.ts";

export type SyncedCheckout = { checkout: Checkout; record: RunRecord };

/** Syncs the checkouts that a person named, each isolated from the others; results come in their order. */
export async function syncAll(
  ctx: Context,
  checkouts: readonly Checkout[],
  onEnd: (synced: SyncedCheckout) => void,
): Promise<SyncedCheckout[]> {
  const { concurrency } = await ctx.config(null);
  const ended = new Map<number, SyncedCheckout>();
  const bounds = {
    limit: concurrency.checkouts,
    shares: ({ commonDir }: Checkout) => [{ key: commonDir, limit: 1 }],
  };
  await eachBounded(checkouts, bounds, async (checkout) => {
    const synced = { checkout, record: await syncOne(ctx, checkout) };
    ended.set(checkout.id, synced);
    onEnd(synced);
  });
  const synced = checkouts.flatMap(({ id }) => ended.get(id) ?? []);
  await noteAsSeen(ctx, synced);
  return synced;
}

async function syncOne(ctx: Context, checkout: Checkout): Promise<RunRecord> {
  const startedAt = ctx.clock.now();
  try {
    requirePresent(checkout);
    return await sync(ctx, checkout, { trigger: "manual" });
  } catch (thrown) {
    return recordFailedStart(ctx, checkout, { trigger: "manual", startedAt }, thrown);
  }
}
