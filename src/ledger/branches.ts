import type { Ledger } from "./open.ts";

/** A rebase that met a conflict: it is not tried again until either side has moved. */
export type KnownConflict = { head: string; onto: string; files: string[] };

/** What is remembered of one branch of a checkout. `pushed`: the commit this checkout last pushed itself. */
export type BranchMemory = { pushed: string | null; conflict: KnownConflict | null };

export function branchMemory(ledger: Ledger, checkoutId: number, branch: string): BranchMemory {
  const row = ledger.db
    .prepare("SELECT pushed, conflict FROM branches WHERE checkout_id = ? AND branch = ?")
    .get(checkoutId, branch) as { pushed: string | null; conflict: string | null } | undefined;
  return {
    pushed: row?.pushed ?? null,
    conflict: row?.conflict ? (JSON.parse(row.conflict) as KnownConflict) : null,
  };
}

export function rememberPushed(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  commit: string,
): void {
  ledger.db
    .prepare(
      "INSERT INTO branches (checkout_id, branch, pushed) VALUES (?, ?, ?) ON CONFLICT (checkout_id, branch) DO UPDATE SET pushed = excluded.pushed",
    )
    .run(checkoutId, branch, commit);
}

export function rememberConflict(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  conflict: KnownConflict,
): void {
  ledger.db
    .prepare(
      "INSERT INTO branches (checkout_id, branch, conflict) VALUES (?, ?, ?) ON CONFLICT (checkout_id, branch) DO UPDATE SET conflict = excluded.conflict",
    )
    .run(checkoutId, branch, JSON.stringify(conflict));
}
