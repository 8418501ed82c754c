import type { Ledger } from "./open.ts";

/**
 * Does all of the work or nothing. SQLite rolls back by itself where the disk is full; the driver's own
 * `transaction` then fails at its roll-back, and hides what went wrong.
 */
export function inTransaction<T>(ledger: Ledger, work: () => T): T {
  const { db } = ledger;
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } finally {
    if (db.inTransaction) db.exec("ROLLBACK");
  }
}
