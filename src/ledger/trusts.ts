import type { Checkout } from "./checkouts.ts";
import type { Ledger } from "./open.ts";

/** `asked`: a run has met these commands and told of them; `trusted`: their owner has agreed to them. */
export type TrustState = "asked" | "trusted";

type Clone = Pick<Checkout, "localKey" | "commonDir">;

/** Trust belongs to one clone and all its working trees, wherever they are moved. */
const cloneOf = ({ localKey, commonDir }: Clone) => localKey ?? commonDir;

/** What is known of commands with this hash; null: nobody has met them here. */
export function trustState(ledger: Ledger, clone: Clone, hash: string): TrustState | null {
  const [row] = ledger.db
    .prepare("SELECT state FROM trusts WHERE clone = ? AND hash = ?")
    .all(cloneOf(clone), hash) as { state: TrustState }[];
  return row?.state ?? null;
}

export function keepTrust(
  ledger: Ledger,
  clone: Clone,
  trust: { hash: string; state: TrustState; at: string },
): void {
  ledger.db
    .prepare(
      `INSERT INTO trusts (clone, hash, state, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (clone, hash) DO UPDATE SET state = excluded.state, at = excluded.at`,
    )
    .run(cloneOf(clone), trust.hash, trust.state, trust.at);
}

/** Whether a run has met commands that still wait for their owner. */
export function isAsking(ledger: Ledger, clone: Clone): boolean {
  return (
    ledger.db
      .prepare("SELECT 1 FROM trusts WHERE clone = ? AND state = 'asked' LIMIT 1")
      .all(cloneOf(clone)).length > 0
  );
}

/** Forgets what was asked before: what counts are the commands of now. */
export function forgetAsked(ledger: Ledger, clone: Clone): void {
  ledger.db.prepare("DELETE FROM trusts WHERE clone = ? AND state = 'asked'").run(cloneOf(clone));
}

/** Forgets every trust in the clone's commands. */
export function forgetTrusts(ledger: Ledger, clone: Clone): void {
  ledger.db.prepare("DELETE FROM trusts WHERE clone = ?").run(cloneOf(clone));
}
