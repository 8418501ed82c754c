import type { RunRecord } from "../core/outcome.ts";
import { updateCheckout, type CheckoutChange } from "./checkouts.ts";
import type { Ledger } from "./open.ts";
import { inTransaction } from "./transaction.ts";

const keptPerCheckout = 200;

/** Adds one run to the checkout's history, drops the oldest beyond 200, and sets the times that it moved. */
export function recordRun(
  ledger: Ledger,
  checkoutId: number,
  run: RunRecord,
  times: CheckoutChange,
): void {
  const insert = ledger.db.prepare(
    "INSERT INTO runs (checkout_id, trigger, outcome, reason, started_at, duration_ms, steps) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const prune = ledger.db.prepare(
    "DELETE FROM runs WHERE checkout_id = ? AND id <= (SELECT id FROM runs WHERE checkout_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
  );
  inTransaction(ledger, () => {
    updateCheckout(ledger, checkoutId, times);
    insert.run(
      checkoutId,
      run.trigger,
      run.outcome,
      run.reason,
      run.startedAt,
      run.durationMs,
      JSON.stringify(run.steps),
    );
    prune.run(checkoutId, checkoutId, keptPerCheckout);
  });
}

/** The checkout's latest runs, newest first. */
export function latestRuns(ledger: Ledger, checkoutId: number, limit: number): RunRecord[] {
  const rows = ledger.db
    .prepare(
      "SELECT trigger, outcome, reason, started_at AS startedAt, duration_ms AS durationMs, steps FROM runs WHERE checkout_id = ? ORDER BY id DESC LIMIT ?",
    )
    .all(checkoutId, limit) as (Omit<RunRecord, "steps"> & { steps: string })[];
  return rows.map((row) => ({
    trigger: row.trigger,
    outcome: row.outcome,
    reason: row.reason,
    startedAt: row.startedAt,
    durationMs: row.durationMs,
    steps: JSON.parse(row.steps) as RunRecord["steps"],
  }));
}
