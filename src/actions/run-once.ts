import type { RunRecord, Trigger } from "../core/outcome.ts";
import { SyncError } from "../core/errors.ts";
import type { Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";

/** One run under the lock. */
export async function runOnce(
  _ctx: Context,
  checkout: Checkout,
  _options: { trigger: Trigger; gitPid: number | null },
): Promise<RunRecord> {
  throw new SyncError("internal", `${checkout.path}: a run has no steps yet`);
}
