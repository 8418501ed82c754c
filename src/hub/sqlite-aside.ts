import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
} from "kysely";
import Database from "libsql/promise";
import type { HubDb } from "./hub.ts";
import type { HubSchema } from "./schema.ts";

/** A connection to the hub's file whose statements SQLite carries out in another thread. */
export type SqliteAside = {
  write: <T>(work: (db: HubDb) => Promise<T>) => Promise<T>;
  close: () => void;
};

/** What libsql's declarations leave open. */
type Statement = { reader: boolean; all: (values: readonly unknown[]) => Promise<unknown[]> };

/** Opens it; `settings` are the pragmas that it begins with. */
export async function openAside(
  path: string,
  busyMs: number,
  settings: string,
): Promise<SqliteAside> {
  const raw = new Database(path, { timeout: busyMs });
  await raw.exec(settings);
  const ask = async (sql: string, values: readonly unknown[] = []) => {
    const statement = (await raw.prepare(sql)) as Statement;
    return { rows: await statement.all(values), reader: statement.reader };
  };
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const { rows, reader } = await ask(sql, parameters);
      if (reader) return { rows: rows as R[] };
      const changes = (await ask("SELECT changes() AS rows")).rows as [{ rows: number }];
      return { rows: [], numAffectedRows: BigInt(changes[0].rows) };
    },
    streamQuery() {
      throw new Error("nothing is read as a stream beside a write");
    },
  };
  const db = new Kysely<HubSchema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (of) => new SqliteIntrospector(of),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createDriver: () =>
        Object.assign(new DummyDriver(), { acquireConnection: async () => connection }),
    },
  });
  return {
    async write(work) {
      await raw.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
      try {
        const result = await work(db);
        await raw.exec("COMMIT");
        return result;
      } finally {
        if (inTransaction(raw)) await raw.exec("ROLLBACK");
      }
    },
    close: () => raw.close(),
  };
}

const inTransaction = (raw: object) => (raw as { inTransaction: boolean }).inTransaction;
