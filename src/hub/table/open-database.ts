import { Kysely, sql, SqliteDialect, type RawBuilder } from "kysely";
import Database from "libsql";
import { existsSync } from "node:fs";
import { SyncError } from "../../core/errors.ts";
import { hubFailure } from "../failure.ts";
import { classifySqlite } from "../sqlite-failure.ts";
import { saidIsNotUtf8 } from "../sqlite-utf8.ts";

/** Another program's database: nothing in it is made, changed or migrated but what a caller writes. */
export type ForeignDatabase = {
  place: string;
  /** Whether the place means another database on another machine. */
  isLocal: boolean;
  /** The column as it can be read: bytes that are no text, as a literal, which is a word that nobody uses. */
  readable: (column: string) => RawBuilder<unknown>;
  read: <T>(work: (db: Kysely<unknown>) => Promise<T>) => Promise<T>;
  /** Runs one statement or several, inside a transaction. */
  run: (db: Kysely<unknown>, text: string) => Promise<unknown>;
  /** One transaction that holds the write lock from its start. */
  write: <T>(work: (db: Kysely<unknown>) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

const busyMs = 5000;

/** Opens `sqlite:PATH`, which has to exist, or `postgres://…`. */
export async function openDatabase(url: string): Promise<ForeignDatabase> {
  if (url.startsWith("sqlite:")) return openSqlite(url.slice("sqlite:".length));
  const { openPostgresDatabase } = await import("./open-postgres-database.ts");
  return openPostgresDatabase(url);
}

function openSqlite(path: string): ForeignDatabase {
  const rethrow = (error: unknown) => {
    throw hubFailure(path, error, classifySqlite, "the database of tasks.table");
  };
  if (!existsSync(path))
    throw new SyncError("store", `the database ${path} of tasks.table does not exist`, {
      hint: "correct tasks.table.url in config.yaml, or take tasks.table out",
    });
  const raw = new Database(path, { timeout: busyMs });
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: raw }) });
  return {
    place: path,
    isLocal: true,
    readable: (column) =>
      sql`(SELECT CASE WHEN ${sql.raw(saidIsNotUtf8)} THEN quote(CAST(said AS BLOB)) ELSE said END
        FROM (SELECT ${sql.id(column)} AS said))`,
    read: (work) => work(db).catch(rethrow),
    // Kysely's driver would run the first statement alone.
    run: async (_db, text) => raw.exec(text),
    write: (work) =>
      db
        .connection()
        .execute(async (connection) => {
          raw.exec("BEGIN IMMEDIATE");
          try {
            const result = await work(connection);
            raw.exec("COMMIT");
            return result;
          } finally {
            if (raw.inTransaction) raw.exec("ROLLBACK");
          }
        })
        .catch(rethrow),
    close: () => db.destroy(),
  };
}
