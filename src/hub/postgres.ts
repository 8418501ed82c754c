import { Kysely, PostgresDialect, sql, type PostgresPool } from "kysely";
import { escapeLiteral } from "pg";
import { hubFailure } from "./failure.ts";
import { standingOf, type Hub, type HubDb } from "./hub.ts";
import { openPool, postgresPlace } from "./postgres-connection.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import { classifyPostgres } from "./postgres-failure.ts";
import { hubLock, upgradePostgres } from "./postgres-schema.ts";
import type { HubSchema } from "./schema.ts";
import type { Statement } from "./statement.ts";

/** How long a transaction waits for another's lock. */
const lockWait = "5s";
/** How often a transaction is tried that met another client's in a deadlock. */
const tries = 5;

/** Opens the hub in a PostgreSQL database, making its tables there where there are none. */
export async function openPostgresHub(url: string): Promise<Hub> {
  const server = postgresPlace(url);
  const { place } = server;
  const pool = openPool(server);
  let made: Kysely<HubSchema> | null = null;
  // A hook that only stamps never makes it.
  const db = () => (made ??= new Kysely({ dialect: new PostgresDialect({ pool }) }));
  // Kysely ends the pool only where it has used it.
  const close = async () => {
    await made?.destroy();
    await pool.end();
  };
  const rethrow = (error: unknown) => {
    throw hubFailure(place, error, classifyPostgres);
  };
  try {
    const meta = await upgradePostgres(pool, db, place).catch(rethrow);
    return {
      id: meta.get("hub_id") ?? "",
      standing: standingOf(meta),
      place,
      dialect: postgresDialect,
      read: (work) => work(db()).catch(rethrow),
      write: (work) => inTurn(db(), work).catch(rethrow),
      note: (statements) => runTogether(pool, statements).catch(rethrow),
      snapshot: (work) =>
        db()
          .transaction()
          .setIsolationLevel("repeatable read")
          .setAccessMode("read only")
          .execute(work)
          .catch(rethrow),
      close,
    };
  } catch (error) {
    await close();
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
      const lock = `SELECT pg_advisory_xact_lock(${hubLock})`;
      await sql.raw(`${settings("on")}; ${lock}`).execute(transaction);
      return work(transaction);
    }),
  );
}

/**
 * A transaction whenever it comes, whose commit does not wait for the server's disk. All of it is one message: no row
 * stays locked for as long as this process is busy, and PostgreSQL takes the statements of one message all or none.
 */
function runTogether(pool: PostgresPool, statements: readonly Statement[]): Promise<void> {
  const message = [settings("off"), ...statements.map(withValues)].join(";\n");
  return unlessDeadlocked(async () => {
    const client = await pool.connect();
    try {
      await client.query(message, []);
    } finally {
      client.release();
    }
  });
}

/** A message of several statements takes no values apart, so they are written into it, as literals. */
const withValues = ({ strings, values }: Statement): string =>
  strings.reduce((text, next, at) => text + literal(values[at - 1]) + next);

/** A text of PostgreSQL's holds no NUL. */
const literal = (value: unknown): string =>
  typeof value === "string"
    ? escapeLiteral(value.replaceAll("\0", "\uFFFD"))
    : value === null
      ? "NULL"
      : String(Number(value));

const settings = (synchronousCommit: "on" | "off") =>
  `SET LOCAL lock_timeout = '${lockWait}'; SET LOCAL synchronous_commit = ${synchronousCommit}`;

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
