import type { RunRecord } from "../core/outcome.ts";
import type { Ledger } from "./open.ts";

/** A run as a list of many shows it; the detail is that of the latest alone. */
export type PastRun = Pick<RunRecord, "outcome" | "reason" | "startedAt" | "durationMs"> & {
  steps: RunRecord["steps"];
};

/** The latest runs of every checkout, by its id, oldest first. */
export type RunHistory = { read: () => ReadonlyMap<number, readonly PastRun[]> };

type Row = Omit<PastRun, "steps"> & { id: number; checkoutId: number; steps: string };

const columns = `id, checkout_id AS checkoutId, outcome, reason, started_at AS startedAt,
  duration_ms AS durationMs, steps`;

/**
 * Keeps the latest `shown` runs of every checkout in memory and reads only those that came since: a server asks
 * after every commit on the machine.
 */
export function followRuns(ledger: Ledger, shown: number): RunHistory {
  let byCheckout = new Map<number, PastRun[]>();
  let last: Row | null = null;

  function readAll(): void {
    byCheckout = new Map();
    last = null;
    const ids = ledger.db.prepare("SELECT id FROM checkouts").all() as { id: number }[];
    const query = ledger.db.prepare(
      `SELECT ${columns} FROM runs WHERE checkout_id = ? ORDER BY id DESC LIMIT ?`,
    );
    for (const { id } of ids) (query.all(id, shown) as Row[]).toReversed().forEach(add);
  }

  function add(row: Row): void {
    if (last === null || row.id > last.id) last = row;
    const { outcome, reason, startedAt, durationMs } = row;
    const steps = JSON.parse(row.steps) as PastRun["steps"];
    const runs = (byCheckout.get(row.checkoutId) ?? []).slice(1 - shown);
    byCheckout.set(row.checkoutId, [...runs, { outcome, reason, startedAt, durationMs, steps }]);
  }

  return {
    read() {
      const since = ledger.db
        .prepare(`SELECT ${columns} FROM runs WHERE id >= ? ORDER BY id`)
        .all(last?.id ?? Infinity) as Row[];
      const [known, ...later] = since;
      // An id is used again after its row was removed with its checkout.
      if (last === null || known?.startedAt !== last.startedAt) readAll();
      else later.forEach(add);
      return byCheckout;
    },
  };
}
