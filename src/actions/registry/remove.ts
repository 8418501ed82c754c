import { existsSync } from "node:fs";
import { toSyncError, type SyncError } from "../../core/errors.ts";
import { removeCheckout, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { placeOf } from "../place.ts";
import { uninstall } from "../install/uninstall.ts";

/** What became of one checkout; `neededBy` names those whose hooks it shares, so that they stay. */
export type Removal =
  | { checkout: Checkout; state: "removed"; neededBy: string[] }
  | { checkout: Checkout; state: "failed"; error: SyncError };

/**
 * Gives the checkouts' hooks back and forgets them on this machine, with their history; the hub keeps what it
 * knows. A checkout whose hooks cannot be given back stays registered.
 */
export async function remove(context: Context, checkouts: readonly Checkout[]): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const checkout of checkouts) {
    try {
      const isThere = existsSync(checkout.gitDir) && existsSync(checkout.path);
      const report = isThere ? await uninstall(context, checkout, { mode: "apply" }) : null;
      removeCheckout(context.ledger(), checkout.id);
      await closeConflicts(context, checkout);
      removals.push({ checkout, state: "removed", neededBy: report?.neededBy ?? [] });
    } catch (thrown) {
      removals.push({ checkout, state: "failed", error: toSyncError(thrown) });
    }
  }
  return removals;
}

/** Nobody would carry out a choice any more. A hub that is away keeps them, and the log says so. */
async function closeConflicts(context: Context, checkout: Checkout): Promise<void> {
  try {
    const [hub, { closeConflictsOf }] = await Promise.all([
      context.hub(),
      import("../../hub/conflicts.ts"),
    ]);
    await closeConflictsOf(hub, placeOf(checkout), context.clock.now().toISOString());
  } catch (thrown) {
    const { message } = toSyncError(thrown);
    context.log.write("WARN", checkout.slug, `its conflicts stay open in the hub: ${message}`);
  }
}
