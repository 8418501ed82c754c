import type { Ledger } from "../../../src/ledger/open.ts";
import type { Process } from "./process.ts";

type Db = Ledger["db"];

/** The ledger as one process gets it: each transaction, and each writing statement outside one, an effect. */
export function processLedger(process: Process, { db, close }: Ledger): Ledger {
  let inTransaction = false;
  const effect = <T>(name: string, work: () => T): T => {
    if (process.before(name, "ledger-write") !== null) throw fullDisk();
    const result = work();
    process.after();
    return result;
  };
  const transaction = <A extends unknown[], R>(work: (...args: A) => R) => {
    const inner = (...args: A): R => {
      inTransaction = true;
      const result = work(...args);
      if (process.before("the ledger commits", "ledger-write", "alone") !== null) throw fullDisk();
      return result;
    };
    const real = db.transaction(inner as (...args: unknown[]) => R);
    const start =
      (mode: "deferred" | "immediate" | "exclusive") =>
      (...args: A) =>
        effect("the ledger begins", () => {
          try {
            return real[mode](...args);
          } finally {
            inTransaction = false;
          }
        });
    const modes = {
      deferred: start("deferred"),
      immediate: start("immediate"),
      exclusive: start("exclusive"),
    };
    return Object.assign(start("deferred"), modes);
  };
  const prepare = (sql: string) => {
    const statement = db.prepare(sql);
    if (isReading(sql)) return statement;
    const run = (...values: unknown[]) =>
      inTransaction
        ? statement.run(...values)
        : effect(`the ledger: ${sql.slice(0, 40)}`, () => statement.run(...values));
    return Object.assign(Object.create(statement) as typeof statement, { run });
  };
  const own = Object.assign(Object.create(db) as Db, { transaction, prepare });
  return { db: own, close };
}

const readings = new Map<string, boolean>();

function isReading(sql: string): boolean {
  const known = readings.get(sql);
  if (known !== undefined) return known;
  const reads = /^\s*(SELECT|WITH|PRAGMA)/i.test(sql);
  readings.set(sql, reads);
  return reads;
}

const fullDisk = () =>
  Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
