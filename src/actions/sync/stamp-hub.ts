import { hostname } from "node:os";
import { decidingStep, type RunRecord } from "../../core/outcome.ts";
import type { Checkout, CheckoutChange } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/**
 * Tells the hub how a run of this machine ended and what times it moved. Only after a reconcile that reached
 * the hub: a run that never came so far, or found the hub away, has nothing to tell that it could hear.
 */
export async function stampHub(
  ctx: Context,
  checkout: Checkout,
  record: RunRecord,
  times: CheckoutChange,
): Promise<void> {
  const reconciled = record.steps.find(({ name }) => name === "reconcile");
  if (!reconciled || reconciled.outcome === "offline" || reconciled.outcome === "failed") return;
  const [hub, { recordCheckout, stampRepo }, { logSync }] = await Promise.all([
    ctx.hub(),
    import("../../hub/repos.ts"),
    import("../../hub/sync-log.ts"),
  ]);
  const { repoId, path } = checkout;
  const { lastStateSyncedAt, lastPushedAt, lastPulledAt } = times;
  const { outcome, reason } = record;
  const detail = decidingStep(record.steps)?.detail ?? null;
  const at = ctx.clock.now().toISOString();
  await hub.note(async (db) => {
    await stampRepo(db, repoId, {
      ...(lastStateSyncedAt && { lastStateSyncedAt }),
      ...(lastPushedAt && { lastPushedAt }),
      ...(lastPulledAt && { lastPulledAt }),
    });
    if (reconciled.outcome === "nothing-to-do")
      await logSync(db, { repo_id: repoId, direction: "none", items: 0, at });
    await recordCheckout(db, { repoId, machine: hostname(), path, outcome, reason, detail, at });
  });
}
