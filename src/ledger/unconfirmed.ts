import type { PackedChanges } from "./base-words.ts";
import { putBases, type BaseScope } from "./bases.ts";
import type { Ledger } from "./open.ts";
import { inTransaction } from "./transaction.ts";

/** Bases of some workstreams that one transaction of the hub confirms, of which its receipt will tell. */
export type Note = { receipt: string; bases: UnconfirmedBases };

/** By workstream. */
export type UnconfirmedBases = readonly (readonly [workstream: string, changes: PackedChanges])[];

/**
 * Notes bases before the hub is written. A process that dies before it hears of the transaction's end, or a hub that
 * goes away with its answer, leaves them here, in place of those of a transaction before.
 */
export function noteUnconfirmed(ledger: Ledger, scope: BaseScope, note: Note): void {
  inTransaction(ledger, () => {
    forgetUnconfirmed(ledger, scope);
    noteAlso(ledger, scope, note);
  });
}

/** As `noteUnconfirmed`, of a transaction that comes after others whose end is still to be heard of. */
export function noteAlso(
  ledger: Ledger,
  { checkoutId, branch, hubId }: BaseScope,
  { receipt, bases }: Note,
): void {
  ledger.db
    .prepare(
      "INSERT INTO open_transactions (checkout_id, branch, hub_id, receipt, bases) VALUES (?, ?, ?, ?, ?)",
    )
    .run(checkoutId, branch, hubId, receipt, `[${bases.map(textOf).join()}]`);
}

/** A program before this one kept the words as a list of pairs. */
const asObject = (set: object | [string, unknown][]): object =>
  Array.isArray(set) ? Object.fromEntries(set) : set;

const textOf = ([workstream, { set, forget }]: UnconfirmedBases[number]): string =>
  `[${JSON.stringify(workstream)},{"set":${set},"forget":${JSON.stringify(forget)}}]`;

/** The transactions of this hub of which the end was never heard, in the order in which they were to happen. */
export function findUnconfirmed(ledger: Ledger, { checkoutId, branch, hubId }: BaseScope): Note[] {
  const rows = ledger.db
    .prepare(
      "SELECT receipt, bases FROM open_transactions WHERE checkout_id = ? AND branch = ? AND hub_id = ? ORDER BY id",
    )
    .all(checkoutId, branch, hubId) as { receipt: string; bases: string }[];
  return rows.map(({ receipt, bases }) => ({ receipt, bases: basesOf(bases) }));
}

function basesOf(text: string): UnconfirmedBases {
  const noted = JSON.parse(text) as [string, { set: object; forget: PackedChanges["forget"] }][];
  return noted.map(
    ([workstream, { set, forget }]) =>
      [workstream, { set: JSON.stringify(asObject(set)), forget }] as const,
  );
}

/** The transaction has happened, and none is open any more. The caller holds the ledger's. */
export function confirmBases(ledger: Ledger, scope: BaseScope, bases: UnconfirmedBases): void {
  for (const [workstream, changes] of bases) putBases(ledger, scope, workstream, changes);
  forgetUnconfirmed(ledger, scope);
}

/** As `confirmBases`, of one transaction of several. */
export function confirmNote(ledger: Ledger, scope: BaseScope, { receipt, bases }: Note): void {
  for (const [workstream, changes] of bases) putBases(ledger, scope, workstream, changes);
  ledger.db
    .prepare("DELETE FROM open_transactions WHERE checkout_id = ? AND branch = ? AND receipt = ?")
    .run(scope.checkoutId, scope.branch, receipt);
}

export function forgetUnconfirmed(
  ledger: Ledger,
  { checkoutId, branch }: Pick<BaseScope, "checkoutId" | "branch">,
): void {
  ledger.db
    .prepare("DELETE FROM open_transactions WHERE checkout_id = ? AND branch = ?")
    .run(checkoutId, branch);
}
