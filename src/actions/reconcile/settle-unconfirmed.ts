import { lastReceipt } from "../../hub/receipts.ts";
import { confirmBases, findUnconfirmed, forgetUnconfirmed } from "../../ledger/unconfirmed.ts";
import type { Scope } from "./scope.ts";

/**
 * Sets the bases of a transaction of which an earlier run never heard the end (a crash, a hub that went away with its
 * answer), where the hub has its receipt. Without them, whatever others have written since would look like a
 * difference that nobody ever agreed on.
 */
export async function settleUnconfirmed(scope: Scope): Promise<void> {
  const ledger = scope.ctx.ledger();
  const noted = findUnconfirmed(ledger, scope);
  if (noted === null) return;
  // Under the lock: a transaction whose answer was lost may still be on its way to its end.
  const receipt = await scope.hub.write((db) => lastReceipt(db, scope.placedBy));
  ledger.db
    .transaction(() => {
      if (receipt === noted.receipt) confirmBases(ledger, scope, noted.bases);
      else forgetUnconfirmed(ledger, scope);
    })
    .immediate();
}
