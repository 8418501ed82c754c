import type { BaseField, Bases, TaskBase, TaskBases } from "../core/tasks/plan-types.ts";
import {
  nothingSet,
  packWords,
  unpackWords,
  type PackedChanges,
  type PackedWords,
} from "./base-words.ts";
import type { Ledger } from "./open.ts";

/** Whose agreement it is: of this hub with one branch of one checkout. */
export type BaseScope = { hubId: string; checkoutId: number; branch: string };

export type BaseChange = { key: string; field: BaseField; base: TaskBase | null };

/**
 * What was agreed on in one workstream, of all its tasks or of the given keys. It comes back as one JSON
 * text: 100,000 rows would cost ten times as much.
 */
export function loadBases(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
  keys: readonly string[] | "all" = "all",
): Bases {
  const chosen = keys === "all" ? "" : " AND key IN (SELECT value FROM json_each(?))";
  const text = ledger.db
    .prepare(
      `SELECT '[' || group_concat('[' || json_quote(key) || ',' || words || ']') || ']' AS rows
        FROM bases WHERE scope_id = (${scopeQuery})${chosen}`,
    )
    .all(...scopeKey(scope, workstream), ...(keys === "all" ? [] : [JSON.stringify(keys)]))[0] as {
    rows: string | null;
  };
  const rows = JSON.parse(text.rows ?? "[]") as [key: string, words: PackedWords][];
  return new Map(rows.map(([key, words]): [string, TaskBases] => [key, unpackWords(words)]));
}

/** The keys of everything that was agreed on in one workstream. */
export function baseKeys(ledger: Ledger, scope: BaseScope, workstream: string): string[] {
  const scopeId = findScope(ledger, scope, workstream);
  if (scopeId === null) return [];
  const row = ledger.db
    .prepare("SELECT json_group_array(key) AS keys FROM bases WHERE scope_id = ?")
    .get(scopeId) as { keys: string };
  return JSON.parse(row.keys) as string[];
}

/** Sets and forgets bases of one workstream. The caller holds the transaction. */
export function changeBases(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
  changes: readonly BaseChange[],
): void {
  putBases(ledger, scope, workstream, packWords(changes));
}

/**
 * As `changeBases`, of changes that are packed already. A snapshot of the workstream holds no longer, nor does what a
 * check has found in its files.
 */
export function putBases(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
  { set, forget }: PackedChanges,
): void {
  if (set === nothingSet && forget.length === 0) return;
  const scopeId = scopeRow(ledger, scope, workstream);
  ledger.db.prepare("DELETE FROM snapshots WHERE scope_id = ?").run(scopeId);
  ledger.db
    .prepare("DELETE FROM checked_files WHERE checkout_id = ? AND workstream = ?")
    .run(scope.checkoutId, workstream);
  // One statement over one JSON object: row by row, a first import would take seconds.
  ledger.db
    .prepare(
      `INSERT INTO bases (scope_id, key, words) SELECT ?, key, value FROM json_each(?) WHERE true
        ON CONFLICT DO UPDATE SET words = json_patch(words, excluded.words)`,
    )
    .run(scopeId, set);
  if (forget.length === 0) return;
  const drop = ledger.db.prepare(
    "UPDATE bases SET words = json_remove(words, '$.' || ?) WHERE scope_id = ? AND key = ?",
  );
  const empty = ledger.db.prepare(
    "DELETE FROM bases WHERE scope_id = ? AND key = ? AND words = '{}'",
  );
  for (const { key, field } of forget) {
    drop.run(field, scopeId, key);
    empty.run(scopeId, key);
  }
}

/** Gives the row that a workstream's bases belong to, by `scopeKey`. */
export const scopeQuery =
  "SELECT id FROM base_scopes WHERE checkout_id = ? AND branch = ? AND hub_id = ? AND workstream = ?";

export const scopeKey = (scope: BaseScope, workstream: string) =>
  [scope.checkoutId, scope.branch, scope.hubId, workstream] as const;

/** The row that a workstream's bases belong to; null where nothing was agreed on yet. */
export function findScope(ledger: Ledger, scope: BaseScope, workstream: string): number | null {
  const row = ledger.db.prepare(scopeQuery).get(...scopeKey(scope, workstream));
  return (row as { id: number } | undefined)?.id ?? null;
}

function scopeRow(ledger: Ledger, scope: BaseScope, workstream: string): number {
  const known = findScope(ledger, scope, workstream);
  if (known !== null) return known;
  const { lastInsertRowid } = ledger.db
    .prepare(
      "INSERT INTO base_scopes (checkout_id, branch, hub_id, workstream) VALUES (?, ?, ?, ?)",
    )
    .run(scope.checkoutId, scope.branch, scope.hubId, workstream);
  return Number(lastInsertRowid);
}
