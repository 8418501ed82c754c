import type { RunRecord } from "../core/outcome.ts";
import type { Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";
import { eachBounded } from "./each-bounded.ts";
import { sync } from "./sync.ts";
import { failedEnd } from "./timed-step.ts";

export type SyncedCheckout = { checkout: Checkout; record: RunRecord };

/** Syncs the checkouts by hand, bounded as a sweep is, one at a time per repository; one's failure stops no other. */
export async function syncMany(
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
  return checkouts.flatMap(({ id }) => ended.get(id) ?? []);
}

async function syncOne(ctx: Context, checkout: Checkout): Promise<RunRecord> {
  const startedAt = ctx.clock.now().toISOString();
  try {
    return await sync(ctx, checkout, { trigger: "manual" });
  } catch (thrown) {
    // What cannot even ask for its sync: a git directory that is gone, or another user's.
    const { outcome, detail } = failedEnd(thrown);
    return { trigger: "manual", outcome, reason: detail, startedAt, durationMs: 0, steps: [] };
  }
}
