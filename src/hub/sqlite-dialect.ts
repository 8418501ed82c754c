import { CompiledQuery, sql, type Expression } from "kysely";
import { hubTableNames } from "./contents/tables.ts";
import type { HubDialect } from "./dialect.ts";
import type { HubDb } from "./hub.ts";
import { parseRestores } from "./restores.ts";

/** SQLite's part of what differs. Writers take turns, so a plain counter is the change number. */
export const sqliteDialect: HubDialect = {
  name: "sqlite",
  given: (columns, rows) => {
    const names = Object.keys(columns);
    const values = names.map((name, at) => sql`list ->> ${sql.lit(at)} AS ${sql.ref(name)}`);
    // A LIMIT keeps the inner select apart: merged into the outer one it would write out each list again for every
    // column, and parse it.
    return sql`(SELECT ${sql.join(values)}
      FROM (SELECT value AS list FROM json_each(${rows}) LIMIT -1))`;
  },
  // As one JSON text for each group: the driver takes ten times as long to hand over as many rows.
  manyRows: async (db, by, columns, query) => {
    const ask = async (values: readonly Expression<unknown>[]) => {
      const { rows } = await sql<{ owner: string; lists: string }>`
        SELECT ${sql.ref(by)} AS owner, json_group_array(json_array(${sql.join(values)})) AS lists
        FROM (${query}) GROUP BY ${sql.ref(by)}`.execute(db);
      return new Map(rows.map(({ owner, lists }) => [owner, JSON.parse(lists)]));
    };
    const values = columns.map((column) => sql.ref(column));
    try {
      return await ask(values);
    } catch (error) {
      if (!holdsBytes(error)) throw error;
    }
    // As a literal, bytes are a word that nobody else uses; asked of every value, their type costs as much as all else.
    return ask(
      values.map(
        (value) => sql`CASE typeof(${value}) WHEN 'blob' THEN quote(${value}) ELSE ${value} END`,
      ),
    );
  },
  now: sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
  addTogether: async (db, add) => {
    await sql`UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'change'`.execute(db);
    await sql`INSERT INTO meta (key, value) SELECT 'adding', value FROM meta WHERE key = 'change'`.execute(
      db,
    );
    const added = await add(await changeCounter(db));
    await sql`DELETE FROM meta WHERE key = 'adding'`.execute(db);
    return added;
  },
  changeNumber: changeCounter,
  moment: async (db) => {
    const { rows } = await db.executeQuery<{ change: string; restore: string | null }>(momentQuery);
    const change = Number(rows[0]?.change ?? 0);
    return { change, latest: change, restores: parseRestores(rows[0]?.restore) };
  },
  changeAfter: changeCounter,
  latestChange: changeCounter,
  continueFrom: async (db, change) => {
    await db
      .updateTable("meta")
      .set({ value: String(change) })
      .where("key", "=", "change")
      .execute();
  },
  // A transaction that writes has the database to itself.
  lockContents: async () => {},
  asGiven: withoutTriggers,
  seal: async (db, to) => {
    for (const { table, event, name } of seals)
      await sql`CREATE TRIGGER IF NOT EXISTS ${sql.id(name)} BEFORE ${sql.raw(event)} ON ${sql.table(table)} BEGIN
        SELECT RAISE(ABORT, ${sql.lit(`this hub has moved to ${to}`)});
      END`.execute(db);
  },
  unseal: async (db) => {
    for (const { name } of seals) await sql`DROP TRIGGER IF EXISTS ${sql.id(name)}`.execute(db);
  },
  // Other connections' commits, and the rows that this one has changed.
  pulse: async (db) => {
    const { rows } = await db.executeQuery<{ others: number; own: number }>(pulseQuery);
    return `${rows[0]?.others}.${rows[0]?.own}`;
  },
  damage: async (db) => {
    const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check(5)`.execute(db);
    return rows.map((row) => row.integrity_check).filter((line) => line !== "ok");
  },
};

/** Put together once: a watcher asks it every second. */
const pulseQuery = CompiledQuery.raw(
  "SELECT data_version AS others, total_changes() AS own FROM pragma_data_version",
);

/** Put together once: every reconcile of every checkout asks them. */
const momentQuery = CompiledQuery.raw(
  `SELECT value AS change, (SELECT value FROM meta WHERE key = 'restore') AS restore
    FROM meta WHERE key = 'change'`,
);
const changeQuery = CompiledQuery.raw("SELECT value FROM meta WHERE key = 'change'");

async function changeCounter(db: HubDb): Promise<number> {
  const { rows } = await db.executeQuery<{ value: string }>(changeQuery);
  return Number(rows[0]?.value);
}

/** JSON holds no bytes, which SQLite lets any client put into any column. */
const holdsBytes = (error: unknown) =>
  error instanceof Error && error.message.includes("JSON cannot hold BLOB values");

const seals = hubTableNames.flatMap((table) =>
  ["INSERT", "UPDATE", "DELETE"].map((event) => ({
    table,
    event,
    name: `sealed_${table}_${event.toLowerCase()}`,
  })),
);

/** Takes the triggers away and puts them back; to everybody else they were never gone. */
async function withoutTriggers<T>(db: HubDb, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ name: string; sql: string }>`
    SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`.execute(db);
  for (const { name } of rows) await sql`DROP TRIGGER ${sql.id(name)}`.execute(db);
  const result = await work();
  for (const trigger of rows) await sql.raw(trigger.sql).execute(db);
  return result;
}
