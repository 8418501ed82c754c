import { Kysely, PostgresDialect, sql, type PostgresPool } from "kysely";
import { hubFailure } from "./failure.ts";
import { standingOf, type Hub, type HubDb, type Statement } from "./hub.ts";
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
  const pool = openPool(server);
  const db = new Kysely<HubSchema>({ dialect: new PostgresDialect({ pool }) });
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
      write: (work) => inTurn(db, work).catch(rethrow),
      note: (statements) => runTogether(pool, db, statements(db)).catch(rethrow),
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
 * One transaction at a time over all of sync-hooks, as on SQLite, so that nobody adds what another one has just
 * looked for.
 */
function inTurn<T>(db: Kysely<HubSchema>, work: (db: HubDb) => Promise<T>): Promise<T> {
  return unlessDeadlocked(() =>
    db.transaction().execute(async (transaction) => {
      await settings("on").execute(transaction);
      await sql`SELECT pg_advisory_xact_lock(${hubLock})`.execute(transaction);
      return work(transaction);
    }),
  );
}

/**
 * A transaction whenever it comes, whose commit does not wait for the server's disk. All of it is sent at once, past
 * kysely, which would wait for each answer: no row stays locked for as long as this process is busy, and a failure
 * makes the commit a rollback.
 */
function runTogether(
  pool: PostgresPool,
  db: Kysely<HubSchema>,
  statements: readonly Statement[],
): Promise<void> {
  const whole = [
    sql`BEGIN`.compile(db),
    settings("off").compile(db),
    ...statements.map((statement) => statement.compile()),
    sql`COMMIT`.compile(db),
  ];
  return unlessDeadlocked(async () => {
    const client = await pool.connect();
    try {
      const answers = await Promise.allSettled(
        whole.map(({ sql: text, parameters }) => client.query(text, parameters)),
      );
      const failed = answers.find((answer) => answer.status === "rejected");
      if (failed) throw failed.reason;
    } finally {
      client.release();
    }
  });
}

const settings = (synchronousCommit: "on" | "off") => sql`
  SELECT set_config('lock_timeout', ${lockWait}, true),
    set_config('synchronous_commit', ${synchronousCommit}, true)`;

/** Does the work again where another client's statements and ours waited for each other; the server has undone ours. */
async function unlessDeadlocked<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await work();
    } catch (error) {
      const code = String((error as { code?: unknown } | null)?.code);
      if (!["40001", "40P01"].includes(code) || attempt === tries) throw error;
    }
}
