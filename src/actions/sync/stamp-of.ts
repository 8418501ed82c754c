import { hostname } from "node:os";
import { decidingStep, type RunRecord } from "../../core/outcome.ts";
import type { Stamp } from "../../hub/stamps.ts";
import type { Checkout, CheckoutChange } from "../../ledger/checkouts.ts";

/**
 * What the hub is told of a run, or null: a run that never came as far as to reconcile, or found the hub away,
 * has nothing to tell that it could hear.
 */
export function stampOf(
  { repoId, path }: Checkout,
  { outcome, reason, steps }: RunRecord,
  { lastStateSyncedAt, lastPushedAt, lastPulledAt }: CheckoutChange,
  at: string,
): Stamp | null {
  const reconciled = steps.find(({ name }) => name === "reconcile");
  if (!reconciled || reconciled.outcome === "offline" || reconciled.outcome === "failed")
    return null;
  const times = {
    ...(lastStateSyncedAt && { lastStateSyncedAt }),
    ...(lastPushedAt && { lastPushedAt }),
    ...(lastPulledAt && { lastPulledAt }),
  };
  const quiet = reconciled.outcome === "nothing-to-do";
  const detail = decidingStep(steps)?.detail ?? null;
  return { repoId, machine: hostname(), path, outcome, reason, detail, at, times, quiet };
}
