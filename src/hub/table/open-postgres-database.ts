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
    throw hubFailure(server.place, error, classifyPostgres, "the database");
  };
  return {
    place: server.place,
    readable: (column) => sql.id(column),
    read: (work) => work(db).catch(rethrow),
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
