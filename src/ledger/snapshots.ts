import type { Sections } from "../core/tasks/document.ts";
import type { Snapshot } from "../core/tasks/snapshot.ts";
import { findScope, scopeKey, scopeQuery, type BaseScope } from "./bases.ts";
import type { Ledger } from "./open.ts";

/** A snapshot, the hub's change number up to which its rows had been seen, and how the file can be read in part. */
export type KeptSnapshot = Snapshot & { change: number; sections: Sections | null };

/** What a long file said when it was last worked through; null where that is not known, or a base has moved since. */
export function findSnapshot(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
): KeptSnapshot | null {
  const row = ledger.db
    .prepare(
      `SELECT change, keys, prints, positions, restless, sections FROM snapshots WHERE scope_id = (${scopeQuery})`,
    )
    .all(...scopeKey(scope, workstream))[0] as Row | undefined;
  if (!row) return null;
  const { change, keys, prints, positions, restless, sections } = row;
  return {
    change,
    keys: keys === "" ? [] : keys.split("\n"),
    prints: new Float64Array(prints),
    positions: new Float64Array(positions),
    restless: JSON.parse(restless) as string[],
    sections: sections === null ? null : (JSON.parse(sections) as Sections),
  };
}

/**
 * The driver's `all` gives BLOBs as ArrayBuffers; its `get` gives Buffers, whose bytes a Float64Array would take for
 * numbers. Keys hold no control characters (C-24), so that lines can part them.
 */
type Row = {
  change: number;
  keys: string;
  prints: ArrayBuffer;
  positions: ArrayBuffer;
  restless: string;
  sections: string | null;
};

/** Keeps a snapshot until a base of its workstream moves. The bases that go with it have been set before. */
export function keepSnapshot(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
  { change, keys, prints, positions, restless, sections }: KeptSnapshot,
): void {
  ledger.db
    .prepare(
      "INSERT OR REPLACE INTO snapshots (scope_id, change, keys, prints, positions, restless, sections) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .run(
      findScope(ledger, scope, workstream),
      change,
      keys.join("\n"),
      bytesOf(prints),
      bytesOf(positions),
      JSON.stringify(restless),
      sections && JSON.stringify(sections),
    );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength);
