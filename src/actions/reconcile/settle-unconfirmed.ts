import { lastReceipt } from "../../hub/receipts.ts";
import { requireNotPutBack } from "../../hub/restores.ts";
import { noteMet } from "../../ledger/hub-seen.ts";
import { confirmNote, findUnconfirmed, forgetUnconfirmed } from "../../ledger/unconfirmed.ts";
import type { Scope } from "./scope.ts";

/**
 * Sets the bases of the transactions of which an earlier run never heard the end (a crash, a hub that went away with its
 * answer), up to the one whose receipt the hub has: it has them one after the other. Without them, whatever others have
 * written since would look like a difference that nobody ever agreed on.
 */
export async function settleUnconfirmed(scope: Scope): Promise<void> {
  const ledger = scope.ctx.ledger();
  const noted = findUnconfirmed(ledger, scope);
  if (noted.length === 0) return;
  // Under the lock: a transaction whose answer was lost may still be on its way to its end.
  const { receipt, latest } = await scope.hub.write(async (db) => ({
    receipt: await lastReceipt(db, scope.placedBy),
    latest: await requireNotPutBack(scope.hub, db, scope.restore),
  }));
  ledger.db
    .transaction(() => {
      const last = noted.findIndex((note) => note.receipt === receipt);
      if (last >= 0) noteMet(ledger, scope, latest);
      for (const note of noted.slice(0, last + 1)) confirmNote(ledger, scope, note);
      forgetUnconfirmed(ledger, scope);
    })
    .immediate();
}
