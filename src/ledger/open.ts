import Database from "libsql";
import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { SyncError } from "../core/errors.ts";
import { migrations } from "./migrations.ts";

/** What this machine knows: its checkouts, merge bases and run history. One SQLite file, always local. */
export type Ledger = { db: Database.Database; close: () => void };

/**
 * Opens the ledger and brings its schema up to date, each migration in one transaction.
 * Throws `store` where the file is unreadable, damaged, or written by a newer sync-hooks.
 */
export function openLedger(path: string): Ledger {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const db = new Database(path, { timeout: 5000 });
    try {
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
      migrate(db, path);
    } catch (error) {
      db.close();
      throw error;
    }
    chmodSync(path, 0o600);
    prepareOnce(db);
    return { db, close: () => db.close() };
  } catch (error) {
    if (error instanceof SyncError) throw error;
    throw new SyncError("store", `cannot open the ledger ${path}: ${(error as Error).message}`, {
      hint: "run: sync-hooks doctor",
      cause: error,
    });
  }
}

/** A ledger that knows nothing and leaves nothing behind, for a look at a machine that has none yet. */
export function openEmptyLedger(): Ledger {
  const db = new Database(":memory:");
  migrate(db, ":memory:");
  return { db, close: () => db.close() };
}

/** A sweep asks the same few questions for every checkout: each text is compiled once. */
function prepareOnce(db: Database.Database): void {
  const prepared = new Map<string, Database.Statement>();
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepared.get(sql) ?? prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }) as typeof db.prepare;
}

function migrate(db: Database.Database, path: string): void {
  if (version(db) === migrations.length) return;
  const upgrade = db.transaction(() => {
    const from = version(db);
    if (from > migrations.length)
      throw new SyncError(
        "store",
        `the ledger ${path} has schema ${from}; this sync-hooks knows up to ${migrations.length}`,
        { hint: "update sync-hooks: a newer one has already used this ledger" },
      );
    migrations.slice(from).forEach((migration) => db.exec(migration));
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
  upgrade.immediate();
}

function version(db: Database.Database): number {
  return (db.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}
