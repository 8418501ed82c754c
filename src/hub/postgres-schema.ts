import { sql, type Kysely, type PostgresPool } from "kysely";
import { randomUUID } from "node:crypto";
import { SyncError } from "../core/errors.ts";
import { postgresMigrations } from "./postgres-migrations.ts";
import type { HubSchema } from "./schema.ts";

/** The advisory lock under which sync-hooks writes one after another; "sync-hub" in ASCII would be as good. */
export const hubLock = 7_311_146_939;

const oldestServer = 130_000;

/**
 * Takes the missing steps of the schema, one transaction each, while others wait; gives what the hub says of
 * itself. Throws
 * `store` where a newer sync-hooks has used the database, or the server is too old.
 */
export async function upgradePostgres(
  pool: PostgresPool,
  db: () => Kysely<HubSchema>,
  place: string,
): Promise<Map<string, string>> {
  const found = await stateOf(pool);
  if (found.server < oldestServer) throw tooOld(place, found.server);
  if (found.version > postgresMigrations.length) throw newer(place, found.version);
  if (found.version < postgresMigrations.length) {
    while (await takeStep(db(), place)) continue;
    return upgradePostgres(pool, db, place);
  }
  if (found.meta.get("home") !== found.here) await renumber(db());
  return found.meta;
}

type State = { server: number; version: number; meta: Map<string, string>; here: string };

/** The rows' numbers are of this server and this table: another one has begun to count anew. */
const homeText =
  "(SELECT system_identifier FROM pg_control_system()) || ':' || 'tasks'::regclass::oid";
const here = sql.raw(homeText);

const server = "current_setting('server_version_num')::int AS server";

/** Asked past kysely: it is the first that every hook asks. */
async function stateOf(pool: PostgresPool): Promise<State> {
  const ask = async <T>(columns: string): Promise<T | undefined> => {
    const client = await pool.connect();
    try {
      return (await client.query<T>(`SELECT ${columns}`, [])).rows[0];
    } finally {
      client.release();
    }
  };
  try {
    const row = await ask<Omit<State, "meta"> & { meta: Record<string, string> }>(
      `${server}, (SELECT count(*) FROM migrations) AS version, ${homeText} AS here,
        (SELECT json_object_agg(key, value) FROM meta) AS meta`,
    );
    if (row) return { ...row, meta: new Map(Object.entries(row.meta)) };
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== noSuchTable) throw error;
  }
  const row = await ask<{ server: number }>(server);
  return { server: row?.server ?? 0, version: 0, meta: new Map(), here: "" };
}

/** undefined_table */
const noSuchTable = "42P01";

/** One step under the lock; false where none is missing any more. */
function takeStep(db: Kysely<HubSchema>, place: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${hubLock})`.execute(transaction);
    await sql`CREATE TABLE IF NOT EXISTS migrations
      (id integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL)`.execute(transaction);
    const done = await sql<{ count: number }>`SELECT count(*) FROM migrations`.execute(transaction);
    const version = done.rows[0]?.count ?? 0;
    if (version > postgresMigrations.length) throw newer(place, version);
    const migration = postgresMigrations[version];
    if (!migration) return false;
    await sql.raw(migration.sql).execute(transaction);
    await sql`INSERT INTO meta (key, value) VALUES ('hub_id', ${randomUUID()}), ('home', ${here})
      ON CONFLICT (key) DO NOTHING`.execute(transaction);
    await sql`INSERT INTO migrations (id, name, applied_at)
      VALUES (${version + 1}, ${migration.name}, hub_now())`.execute(transaction);
    return true;
  });
}

/**
 * Gives every row a new change number, above all that were handed out where the rows come from: another
 * server counts its transactions on its own, and what is written here must not lie below what was read there.
 */
async function renumber(db: Kysely<HubSchema>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(${hubLock})`.execute(transaction);
    await sql`LOCK TABLE tasks, deletions IN SHARE ROW EXCLUSIVE MODE`.execute(transaction);
    const home = await sql<{ known: boolean }>`
      SELECT value = ${here} AS known FROM meta WHERE key = 'home'`.execute(transaction);
    if (home.rows[0]?.known) return;
    await sql`SELECT set_config('sync_hooks.restoring', 'on', true)`.execute(transaction);
    await sql`UPDATE meta SET value = greatest(value::bigint, (
        SELECT coalesce(max(change), 0) FROM (SELECT change FROM tasks UNION ALL SELECT change FROM deletions) AS rows
      ) - pg_current_xact_id()::text::bigint + 1) WHERE key = 'change_offset'`.execute(transaction);
    await sql`UPDATE tasks SET change = hub_change()`.execute(transaction);
    await sql`UPDATE deletions SET change = hub_change()`.execute(transaction);
    await sql`INSERT INTO meta (key, value) VALUES ('home', ${here})
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(transaction);
  });
}

const tooOld = (place: string, version: number) =>
  new SyncError("store", `the hub ${place} is PostgreSQL ${Math.floor(version / 10_000)}`, {
    hint: `sync-hooks needs PostgreSQL ${oldestServer / 10_000} or later`,
  });

const newer = (place: string, version: number) =>
  new SyncError(
    "store",
    `the hub ${place} has schema ${version}; this sync-hooks knows up to ${postgresMigrations.length}`,
    { hint: "update sync-hooks on this machine: a newer one has already used this hub" },
  );
