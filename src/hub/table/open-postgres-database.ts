import { Kysely, PostgresDialect, sql } from "kysely";
import { hubFailure } from "../failure.ts";
import { openPool, postgresPlace } from "../postgres-connection.ts";
import { classifyPostgres } from "../postgres-failure.ts";
import type { ForeignDatabase } from "./open-database.ts";

/** Opens another program's PostgreSQL database. */
export function openPostgresDatabase(url: string): ForeignDatabase {
  const server = postgresPlace(url);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: openPool(server) }) });
  const rethrow = (error: unknown) => {
    throw hubFailure(server.place, error, classifyPostgres, "the database of tasks.table");
  };
  return {
    place: server.place,
    isLocal: /^postgres:\/\/(localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1\]?|%2F[^/]*)(:\d+)?\//i.test(
      server.place,
    ),
    readable: (column) => sql.id(column),
    read: (work) => work(db).catch(rethrow),
    run: (transaction, text) => sql.raw(text).execute(transaction),
    write: (work) =>
      db
        .transaction()
        .execute(async (transaction) => {
          await sql`SELECT set_config('lock_timeout', '5s', true)`.execute(transaction);
          return work(transaction);
        })
        .catch(rethrow),
    close: () => db.destroy(),
  };
}
