import { randomUUID } from "node:crypto";
import type { BaseScope } from "../../ledger/bases.ts";
import { openLedger } from "../../ledger/open.ts";
import { inTransaction } from "../../ledger/transaction.ts";
import { confirmNote, noteAlso, type Note } from "../../ledger/unconfirmed.ts";
import { packInTurns, type NewList, type PackedTurn } from "./pack-list.ts";

/** A new list whose bases are kept in the ledger by whoever packs it. */
export type NotedList = { list: NewList; key: string; ledgerFile: string; scope: BaseScope };

/** Parts for one transaction of the hub, which is to leave the receipt. */
export type NotedTurn = Omit<PackedTurn, "bases"> & { receipt: string };

/**
 * Packs a new list. The bases of its parts are noted before they are handed over, and set once it is said which of the
 * transactions is the last that the hub has made: by then the next parts are ready. Goes on until all are set.
 */
export function* noteParts({
  list,
  key,
  ledgerFile,
  scope,
}: NotedList): Generator<NotedTurn | "all noted", void, string | null> {
  const ledger = openLedger(ledgerFile);
  const open: Note[] = [];
  const confirm = (made: string | null) => {
    const notes = open.splice(0, open.findIndex(({ receipt }) => receipt === made) + 1);
    if (notes.length === 0) return;
    inTransaction(ledger, () => notes.forEach((note) => confirmNote(ledger, scope, note)));
  };
  try {
    for (const { bases, ...turn } of packInTurns(list)) {
      const receipt = randomUUID();
      const note = { receipt, bases: bases.map((changes) => [key, changes] as const) };
      noteAlso(ledger, scope, note);
      open.push(note);
      confirm(yield { ...turn, receipt });
    }
    while (open.length > 0) confirm(yield "all noted");
  } finally {
    ledger.close();
  }
}
