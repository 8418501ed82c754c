import type { Ledger } from "./open.ts";

/** What SQLite finds wrong with the ledger's file, a line each; none where it is whole. Throws where it cannot even be read. */
export function ledgerDamage(ledger: Ledger): string[] {
  const rows = ledger.db.prepare("PRAGMA integrity_check(5)").all() as {
    integrity_check: string;
  }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
}
