import type { PostgresPool, PostgresPoolClient } from "kysely";
import { DatabaseError, Pool, types, type PoolClient, type PoolConfig } from "pg";
import { parse, toClientConfig } from "pg-connection-string";
import findPassword from "pgpass";
import { SyncError } from "../core/errors.ts";

const connectMs = 5000;
/** A server that stays silent for so long in the middle of a query is taken for gone. */
const silentMs = 60_000;
/** A sweep works on several checkouts at once; all of them share these. */
const connections = 4;

/** One server and database: how to reach it, and how to call it in messages, without any credentials. */
export type PostgresPlace = { config: PoolConfig; place: string };

/**
 * Reads a `postgres://` URL as libpq does, its `sslmode` too; what it leaves out comes from the `PG*` variables
 * of the environment. Throws `config` where it is none.
 */
export function postgresPlace(url: string): PostgresPlace {
  try {
    const config = toClientConfig(parse(url, { useLibpqCompat: true })) as PoolConfig;
    return { config, place: nameOf(config) };
  } catch (error) {
    // The error's own words may hold the URL, and with it the password: only a missing file is named.
    const { code, path } = error as NodeJS.ErrnoException;
    const why = path === undefined ? "the URL cannot be read" : `${path} cannot be read (${code})`;
    throw new SyncError("config", `the hub's postgres:// address is not usable: ${why}`, {
      hint: "write hub: postgres://USER@HOST:5432/DATABASE in config.yaml, with %40 for an @ in a name",
    });
  }
}

function nameOf({ host, port, database }: PoolConfig): string {
  const { PGHOST, PGPORT, PGDATABASE } = process.env;
  const [server, base] = [host || PGHOST || "localhost", database || PGDATABASE || ""];
  const at = port || PGPORT;
  return `postgres://${server.startsWith("/") ? encodeURIComponent(server) : server}${at ? `:${at}` : ""}/${base}`;
}

/** Connections to the place, made when they are needed, closed when they stay silent. */
export function openPool({ config }: PostgresPlace): PostgresPool {
  const pool = new Pool({
    fallback_application_name: "sync-hooks",
    ...config,
    ...(!config.password && { password: () => passwordFor(config) }),
    max: connections,
    connectionTimeoutMillis: connectMs,
    query_timeout: silentMs,
    keepAlive: true,
    // Queries that are asked together are sent together, and cost one round trip.
    pipeline: true,
    types: { getTypeParser: parserOf },
  });
  let ended: Promise<void> | null = null;
  // An idle connection that breaks is dropped; the next query opens another one, or tells why it cannot.
  pool.on("error", () => {});
  return {
    connect: async () => discardBroken(await pool.connect()),
    end: () => (ended ??= pool.end()),
  };
}

/** From `PGPASSWORD`, else from `~/.pgpass`; without any the server says what it misses. */
async function passwordFor(config: PoolConfig): Promise<string> {
  const { PGPASSWORD, PGHOST, PGPORT, PGDATABASE, PGUSER, USER } = process.env;
  if (PGPASSWORD !== undefined) return PGPASSWORD;
  const user = config.user || PGUSER || USER || "";
  const server = {
    host: config.host || PGHOST || "localhost",
    port: Number(config.port || PGPORT || 5432),
    database: config.database || PGDATABASE || user,
    user,
  };
  return new Promise((resolve) => findPassword(server, (password) => resolve(password ?? "")));
}

/** Whole numbers come as numbers: counts and change numbers stay far below 2^53. */
const parserOf = (oid: number, format?: "text" | "binary") =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);

/**
 * A connection on which the server has stopped to answer is not used again, not even to roll back: its end
 * does that at the server.
 */
function discardBroken(client: PoolClient): PostgresPoolClient {
  let broken: Error | null = null;
  const query = async (sql: string, parameters: readonly unknown[]) => {
    if (broken) throw broken;
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      if (!(error instanceof DatabaseError)) broken = error as Error;
      throw error;
    }
  };
  // The pool listens for the end of idle connections only; one that nobody listens to would end the process.
  const onEnd = (error: Error) => void (broken ??= error);
  client.on("error", onEnd);
  const release = () => {
    client.off("error", onEnd);
    client.release(broken ?? undefined);
  };
  const own: PoolClient = Object.create(client);
  return Object.assign(own, { query, release });
}
