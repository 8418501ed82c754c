import { Kysely, SqliteDialect } from "kysely";
import Database from "libsql";
import { randomUUID } from "node:crypto";
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { SyncError } from "../core/errors.ts";
import { hubFailure } from "./failure.ts";
import { standingOf, type Hub, type HubDb } from "./hub.ts";
import type { HubSchema } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { classifySqlite } from "./sqlite-failure.ts";
import { sqliteMigrations } from "./sqlite-migrations.ts";
import type { Statement } from "./statement.ts";

const busyMs = 5000;

/** Opens the hub in one SQLite file that only its owner can read, making it where there is none. */
export async function openSqliteHub(path: string): Promise<Hub> {
  const connection = guarded(path, () => connect(path));
  let made: Kysely<HubSchema> | null = null;
  // A hook that only stamps never makes it.
  const db = () => (made ??= new Kysely({ dialect: new SqliteDialect({ database: connection }) }));
  try {
    const meta = guarded(path, () => migrate(connection, path));
    return {
      id: meta.get("hub_id") ?? "",
      standing: standingOf(meta),
      place: path,
      dialect: sqliteDialect,
      read: (work) => work(db()).catch(rethrow(path)),
      write: (work) => inTransaction(connection, db(), work).catch(rethrow(path)),
      note: (statements) => runTogether(connection, made, statements).catch(rethrow(path)),
      snapshot: (work) => inSnapshot(connection, db(), work).catch(rethrow(path)),
      // Kysely closes the connection only where it has used it.
      close: async () => {
        await made?.destroy();
        if (connection.open) connection.close();
      },
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * 16 MB of journal, so that a long import waits less for the disk; of pages, twice what SQLite holds in memory by
 * itself: more made no import faster.
 */
const roomForMany = "PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 4000";

function connect(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  createPrivate(path);
  const connection = new Database(path, { timeout: busyMs });
  connection.exec(`PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; ${roomForMany}`);
  keepPrepared(connection);
  return connection;
}

/** As many as one transaction of a long import says again in the next. */
const statementsKept = 8;

/**
 * Statements that write are compiled once where they come again one after the other. What one was last given, be it
 * thousands of rows, is held in memory as long as the driver has it, which is until V8 has the time. Not those that
 * read: one that met a busy database stays open.
 */
function keepPrepared(connection: Database.Database): void {
  const kept = new Map<string, Database.Statement>();
  const prepare = connection.prepare.bind(connection);
  connection.prepare = ((text: string) => {
    const statement = kept.get(text) ?? prepare(text);
    if (statement.reader) return statement;
    kept.delete(text);
    kept.set(text, statement);
    const [oldest = ""] = kept.keys();
    if (kept.size > statementsKept) kept.delete(oldest);
    return statement;
  }) as typeof connection.prepare;
  const close = connection.close.bind(connection);
  // A statement that is still held would keep the files open.
  connection.close = () => {
    kept.clear();
    return close();
  };
}

/**
 * Makes the file with its final mode, which SQLite gives its journal files too. One that stands already is
 * never opened and closed here: that would free the POSIX locks of another connection in this process,
 * and a database whose locks are gone gets damaged.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    chmodSync(path, 0o600);
  }
}

/** Takes the missing steps under the database's write lock; gives back what the hub says of itself. */
function migrate(db: Database.Database, path: string): Map<string, string> {
  if (schemaVersion(db) !== sqliteMigrations.length) upgrade(db, path);
  const rows = db.prepare("SELECT key, value FROM meta").all() as { key: string; value: string }[];
  return new Map(rows.map(({ key, value }) => [key, value]));
}

function upgrade(db: Database.Database, path: string): void {
  const steps = db.transaction(() => {
    db.exec(
      "CREATE TABLE IF NOT EXISTS migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
    );
    const from = schemaVersion(db);
    if (from > sqliteMigrations.length) throw newer(path, from);
    for (const { sql, rows } of sqliteMigrations.slice(from)) {
      db.exec(sql);
      if (from > 0 && rows !== undefined) db.exec(rows);
    }
    db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('hub_id', ?)").run(randomUUID());
    const note = db.prepare(
      "INSERT INTO migrations (id, name, applied_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
    );
    for (const [at, { name }] of sqliteMigrations.entries()) if (at >= from) note.run(at + 1, name);
    db.exec(`PRAGMA user_version = ${sqliteMigrations.length}`);
  });
  steps.immediate();
}

const newer = (path: string, version: number) =>
  new SyncError(
    "store",
    `the hub ${path} has schema ${version}; this sync-hooks knows up to ${sqliteMigrations.length}`,
    { hint: "update sync-hooks on this machine: a newer one has already used this hub" },
  );

const schemaVersion = (db: Database.Database) =>
  (db.prepare("PRAGMA user_version").all()[0] as { user_version: number }).user_version;

/**
 * `FULL` flushes each commit: a base in the ledger must never be newer than the hub that survives a power cut.
 *
 * A prepared statement that met a busy database stays open in the driver and spoils the next commit;
 * `exec` leaves nothing behind. Kysely's one connection is held meanwhile.
 */
async function inTransaction<T>(
  raw: Database.Database,
  db: Kysely<HubSchema>,
  work: (db: HubDb) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    raw.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
    try {
      const result = await work(connection);
      raw.exec("COMMIT");
      return result;
    } finally {
      // Also where SQLite has rolled back by itself (a full disk) there is nothing left to undo.
      if (raw.inTransaction) raw.exec("ROLLBACK");
    }
  });
}

/** While the lock is held, nothing is compiled any more. Kysely's one connection is held, where it is in use. */
async function runTogether(
  raw: Database.Database,
  db: Kysely<HubSchema> | null,
  statements: readonly Statement[],
): Promise<void> {
  const prepared = statements.map(({ sql, values }) => {
    const compiled = raw.prepare(sql);
    return () => compiled.run(values);
  });
  const run = async () => {
    raw.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    try {
      for (const one of prepared) one();
      raw.exec("COMMIT");
    } finally {
      if (raw.inTransaction) raw.exec("ROLLBACK");
    }
  };
  await (db ? db.connection().execute(run) : run());
}

/** A plain transaction reads what stood at its first look until it ends, beside whoever writes. */
async function inSnapshot<T>(
  raw: Database.Database,
  db: Kysely<HubSchema>,
  work: (db: HubDb) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    raw.exec("BEGIN");
    try {
      return await work(connection);
    } finally {
      raw.exec("ROLLBACK");
    }
  });
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw hubFailure(path, error, classifySqlite);
  }
}

const rethrow = (path: string) => (error: unknown) => {
  throw hubFailure(path, error, classifySqlite);
};
