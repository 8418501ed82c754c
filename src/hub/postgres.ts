import { Kysely, PostgresDialect, sql } from "kysely";
import { hubFailure } from "./failure.ts";
import { standingOf, type Hub, type HubDb } from "./hub.ts";
import { openPool, postgresPlace } from "./postgres-connection.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { classifyPostgres } from "./postgres-failure.ts";
import { hubLock, upgradePostgres } from "./postgres-schema.ts";
import type { HubSchema } from "./schema.ts";

/** How long a transaction waits for another's lock. */
const lockWait = "5s";
/** How often a transaction is tried that met another client's in a deadlock. */
const tries = 5;

/** Opens the hub in a PostgreSQL database, making its tables there where there are none. */
export async function openPostgresHub(url: string): Promise<Hub> {
  const server = postgresPlace(url);
  const { place } = server;
  const db = new Kysely<HubSchema>({ dialect: new PostgresDialect({ pool: openPool(server) }) });
  const rethrow = (error: unknown) => {
    throw hubFailure(place, error, classifyPostgres);
  };
  try {
    const meta = await upgradePostgres(db, place).catch(rethrow);
    return {
      id: meta.get("hub_id") ?? "",
      standing: standingOf(meta),
      place,
      dialect: postgresDialect,
      db,
      read: (work) => work(db).catch(rethrow),
      write: (work) => inTransaction(db, "in-turn", work).catch(rethrow),
      note: (statements) =>
        inTransaction(db, "beside", async (transaction) => {
          for (const statement of statements(transaction)) await statement.execute();
        }).catch(rethrow),
      snapshot: (work) =>
        db
          .transaction()
          .setIsolationLevel("repeatable read")
          .setAccessMode("read only")
          .execute(work)
          .catch(rethrow),
      close: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * `in-turn`: one at a time over all of sync-hooks, as on SQLite, so that nobody adds what another one has just
 * looked for. `beside`: whenever it comes, and its commit does not wait for the server's disk.
 */
async function inTransaction<T>(
  db: Kysely<HubSchema>,
  manner: "in-turn" | "beside",
  work: (db: HubDb) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(async (transaction) => {
        await sql`SELECT set_config('lock_timeout', ${lockWait}, true),
          set_config('synchronous_commit', ${manner === "in-turn" ? "on" : "off"}, true)`.execute(
          transaction,
        );
        if (manner === "in-turn")
          await sql`SELECT pg_advisory_xact_lock(${hubLock})`.execute(transaction);
        return work(transaction);
      });
    } catch (error) {
      if (!isDeadlock(error) || attempt === tries) throw error;
    }
  }
}

/** Another client's statements and ours waited for each other; the server has undone ours. */
const isDeadlock = (error: unknown) =>
  ["40001", "40P01"].includes(String((error as { code?: unknown } | null)?.code));
