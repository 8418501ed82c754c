import type { PackedChanges } from "./base-words.ts";
import { putBases, type BaseScope } from "./bases.ts";
import type { Ledger } from "./open.ts";

/** Bases of some workstreams that one transaction of the hub confirms. */
export type UnconfirmedBases = readonly (readonly [workstream: string, changes: PackedChanges])[];

/**
 * Notes bases before the hub is written. A process that dies before it hears of the transaction's end, or a hub that
 * goes away with its answer, leaves them here, in place of those of a transaction before.
 */
export function noteUnconfirmed(
  ledger: Ledger,
  { checkoutId, branch, hubId }: BaseScope,
  receipt: string,
  bases: UnconfirmedBases,
): void {
  ledger.db
    .prepare(
      "INSERT OR REPLACE INTO unconfirmed (checkout_id, branch, hub_id, receipt, bases) VALUES (?, ?, ?, ?, ?)",
    )
    .run(checkoutId, branch, hubId, receipt, `[${bases.map(textOf).join()}]`);
}

/** A program before this one kept the words as a list of pairs. */
const asObject = (set: object | [string, unknown][]): object =>
  Array.isArray(set) ? Object.fromEntries(set) : set;

const textOf = ([workstream, { set, forget }]: UnconfirmedBases[number]): string =>
  `[${JSON.stringify(workstream)},{"set":${set},"forget":${JSON.stringify(forget)}}]`;

/** The transaction of this hub of which the end was never heard; null: there is none. */
export function findUnconfirmed(
  ledger: Ledger,
  { checkoutId, branch, hubId }: BaseScope,
): { receipt: string; bases: UnconfirmedBases } | null {
  const row = ledger.db
    .prepare(
      "SELECT receipt, bases FROM unconfirmed WHERE checkout_id = ? AND branch = ? AND hub_id = ?",
    )
    .all(checkoutId, branch, hubId)[0] as { receipt: string; bases: string } | undefined;
  if (!row) return null;
  const noted = JSON.parse(row.bases) as [
    string,
    { set: object; forget: PackedChanges["forget"] },
  ][];
  const bases = noted.map(
    ([workstream, { set, forget }]) =>
      [workstream, { set: JSON.stringify(asObject(set)), forget }] as const,
  );
  return { receipt: row.receipt, bases };
}

/** The transaction has happened. The caller holds the ledger's. */
export function confirmBases(ledger: Ledger, scope: BaseScope, bases: UnconfirmedBases): void {
  for (const [workstream, changes] of bases) putBases(ledger, scope, workstream, changes);
  forgetUnconfirmed(ledger, scope);
}

export function forgetUnconfirmed(
  ledger: Ledger,
  { checkoutId, branch }: Pick<BaseScope, "checkoutId" | "branch">,
): void {
  ledger.db
    .prepare("DELETE FROM unconfirmed WHERE checkout_id = ? AND branch = ?")
    .run(checkoutId, branch);
}
