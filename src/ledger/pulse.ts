import type { Ledger } from "./open.ts";

/** A short text that is another one as soon as any process has written to the ledger. */
export function ledgerPulse(ledger: Ledger): string {
  // The first counts other connections' commits, the second this one's rows.
  const [row] = ledger.db
    .prepare("SELECT data_version AS others, total_changes() AS own FROM pragma_data_version")
    .all() as { others: number; own: number }[];
  return `${row?.others}.${row?.own}`;
}
