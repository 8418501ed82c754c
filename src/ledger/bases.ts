import type { Base } from "../core/tasks/merge.ts";
import type { BaseField, Bases, TaskBases } from "../core/tasks/plan-types.ts";
import type { Ledger } from "./open.ts";

/** Whose agreement it is: of this hub with one branch of one checkout. */
export type BaseScope = { hubId: string; checkoutId: number; branch: string };

export type BaseChange = { key: string; field: BaseField; base: Base | null };

/** Everything agreed on in one workstream. One row comes back as JSON: 100,000 rows would cost ten times as much. */
export function loadBases(ledger: Ledger, scope: BaseScope, workstream: string): Bases {
  const row = ledger.db
    .prepare(
      `SELECT json_group_array(json_array(key, field, markdown, hub)) AS rows FROM bases WHERE scope_id =
        (SELECT id FROM base_scopes WHERE checkout_id = ? AND branch = ? AND hub_id = ? AND workstream = ?)`,
    )
    .all(scope.checkoutId, scope.branch, scope.hubId, workstream)[0] as { rows: string };
  const bases = new Map<string, TaskBases>();
  for (const [key, field, markdown, hub] of JSON.parse(row.rows) as BaseRow[]) {
    const task = bases.get(key);
    if (task) task[field] = { markdown, hub };
    else bases.set(key, { [field]: { markdown, hub } });
  }
  return bases;
}

type BaseRow = [key: string, field: BaseField, markdown: string | null, hub: string | null];

/** Sets and forgets bases of one workstream. The caller holds the transaction. */
export function changeBases(
  ledger: Ledger,
  scope: BaseScope,
  workstream: string,
  changes: readonly BaseChange[],
): void {
  if (changes.length === 0) return;
  const scopeId = scopeRow(ledger, scope, workstream);
  // One statement over a JSON list: row by row, a first import would take seconds.
  const rows = changes.flatMap(({ key, field, base }) =>
    base === null ? [] : [[key, field, base.markdown, base.hub]],
  );
  ledger.db
    .prepare(
      `INSERT INTO bases (scope_id, key, field, markdown, hub)
        SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
        ON CONFLICT DO UPDATE SET markdown = excluded.markdown, hub = excluded.hub`,
    )
    .run(scopeId, JSON.stringify(rows));
  const forget = ledger.db.prepare(
    "DELETE FROM bases WHERE scope_id = ? AND key = ? AND field = ?",
  );
  for (const { key, field, base } of changes) if (base === null) forget.run(scopeId, key, field);
}

function scopeRow(ledger: Ledger, scope: BaseScope, workstream: string): number {
  const values = [scope.checkoutId, scope.branch, scope.hubId, workstream];
  const find = ledger.db.prepare(
    "SELECT id FROM base_scopes WHERE checkout_id = ? AND branch = ? AND hub_id = ? AND workstream = ?",
  );
  const known = find.all(...values)[0] as { id: number } | undefined;
  if (known) return known.id;
  ledger.db
    .prepare(
      "INSERT INTO base_scopes (checkout_id, branch, hub_id, workstream) VALUES (?, ?, ?, ?)",
    )
    .run(...values);
  return (find.all(...values)[0] as { id: number }).id;
}
