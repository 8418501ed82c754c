import Database from "libsql";
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
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
    createPrivate(path);
    const db = new Database(path, { timeout: 5000 });
    try {
      // A journal of 16 MB: a long list's bases go through it without waiting for the disk in between.
      db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000",
      );
      migrate(db, path);
    } catch (error) {
      db.close();
      throw error;
    }
    prepareOnce(db);
    return { db, close: () => db.close() };
  } catch (error) {
    if (error instanceof SyncError) throw error;
    throw new SyncError("store", `cannot open the ledger ${path}: ${(error as Error).message}`, {
      hint: mendOf(String((error as { code?: unknown }).code)),
      cause: error,
    });
  }
}

function mendOf(code: string): string {
  return /^(SQLITE_(IOERR|FULL|READONLY|CANTOPEN)|ENOSPC|EROFS|EACCES)/.test(code)
    ? "make room on its disk, and see that it can be written; what is wrong there tells: sync-hooks doctor"
    : "run: sync-hooks doctor";
}

/**
 * Makes the file with its final mode, which SQLite gives its journal files too. One that stands already is not
 * opened and closed here: that would free the locks of another connection in this process.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    chmodSync(path, 0o600);
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
