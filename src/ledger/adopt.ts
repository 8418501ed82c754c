import type { Policy } from "../core/tasks/merge.ts";
import { isField } from "../core/tasks/task.ts";
import { branchesSeen, keepHubSeen } from "./hub-seen.ts";
import type { Ledger } from "./open.ts";
import { storedBases, type JournaledBase } from "./writes.ts";

/**
 * Forgets what a checkout agreed on with any hub, and notes that it now follows this one, met at this change, with
 * `lead` to win the first reconcile of each of the branches. The journal of file writes stays: a value that HEAD
 * does not hold yet is still provisional, and where its write is undone, the hub's value is still to come.
 */
export function adoptHub(
  ledger: Ledger,
  checkoutId: number,
  hub: { id: string; change: number; latest: number; restore: string | null },
  { branches, lead }: { branches: readonly string[]; lead: Policy },
): void {
  const { db } = ledger;
  db.transaction(() => {
    for (const table of ["base_scopes", "files", "open_transactions", "checked_files"])
      db.prepare(`DELETE FROM ${table} WHERE checkout_id = ?`).run(checkoutId);
    const writes = db
      .prepare("SELECT id, bases FROM writes WHERE checkout_id = ?")
      .all(checkoutId) as { id: number; bases: string }[];
    const update = db.prepare("UPDATE writes SET hub_id = ?, bases = ? WHERE id = ?");
    for (const { id, bases } of writes) {
      update.run(hub.id, JSON.stringify(storedBases(bases).map(withoutHub)), id);
    }
    const seen = { head: null, listing: null, tended: 0, patterns: null, lead } as const;
    for (const branch of new Set([...branches, ...branchesSeen(ledger, checkoutId)]))
      keepHubSeen(ledger, checkoutId, branch, {
        ...seen,
        hubId: hub.id,
        change: hub.change,
        latest: hub.latest,
        restore: hub.restore,
      });
  }).immediate();
}

/** A field's word in the file stands for both sides: whatever else the hub says is then news, also nothing. */
const withoutHub = ({ before, ...same }: JournaledBase): JournaledBase => ({
  ...same,
  before: before && {
    ...before,
    hub: isField(same.field) ? before.markdown : null,
  },
});
