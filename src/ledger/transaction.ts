import type { Ledger } from "./open.ts";

/**
 * Does all of the work or nothing. SQLite rolls back by itself where the disk is full; the driver's own
 * `transaction` then fails at its roll-back, and hides what went wrong.
 */
export function inTransaction(ledger: Ledger, work: () => void): void {
  const { db } = ledger;
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } finally {
    if (db.inTransaction) db.exec("ROLLBACK");
  }
}
