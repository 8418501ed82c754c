import { sql, type Kysely } from "kysely";
import { SyncError } from "../../core/errors.ts";
import type { TablePlan } from "../../core/tasks/plan-table.ts";
import { openDatabase, type ForeignDatabase } from "./open-database.ts";

/** How a table that was made elsewhere holds tasks; its names are used as they are, and quoted. */
export type TableMapping = {
  url: string;
  /** `name` or `schema.name`. */
  table: string;
  key: string;
  status: string;
  completed_at?: string | undefined;
  after?: string | undefined;
  log_table?: string | undefined;
};

/** Another program's table of tasks. */
export type TaskTable = {
  /** The database, as seen from its machine, the table and its columns, without credentials. */
  source: string;
  /** As a program before this one called it, whatever the machine and the columns. */
  formerSource: string;
  /** The status words of the rows that have one of the keys. */
  read: (keys: ReadonlySet<string>) => Promise<Map<string, string | null>>;
  /**
   * Makes the writes in one transaction, each only where the row still says what was read, then runs the `after`
   * statement and writes the log. Where the database refuses one of them, each gets a transaction of its own.
   */
  write: (writes: TablePlan["toTable"], log: TableLog) => Promise<Written>;
  close: () => Promise<void>;
};

/** The writes that came through, and those that the database refuses, with its words. */
export type Written = {
  done: TablePlan["toTable"];
  refused: { key: string; word: string; why: string }[];
};

/** A line of the log table: how many tasks went which way. */
export type TableLog = { direction: "to-table" | "from-table" | "both"; items: number; at: string };

/** Opens the table, as seen from a machine. Throws `store` or `offline` with the mend where it cannot be used. */
export async function openTaskTable(mapping: TableMapping, machine: string): Promise<TaskTable> {
  const database = await openDatabase(mapping.url);
  const place = database.isLocal ? `${machine}:${database.place}` : database.place;
  const write = (writes: TablePlan["toTable"], log: TableLog) =>
    database.write((db) => writeRows(db, database, mapping, writes, log));
  return {
    source: `${place} ${mapping.table} (${mapping.key}, ${mapping.status})`,
    formerSource: `${database.place} ${mapping.table}`,
    read: (keys) => database.read((db) => readRows(db, database, mapping, keys)),
    async write(writes, log) {
      try {
        return { done: await write(writes, log), refused: [] };
      } catch (thrown) {
        if (!(thrown instanceof SyncError && thrown.cause === refusal)) throw thrown;
        return writeOneByOne(write, writes, log);
      }
    },
    close: () => database.close(),
  };
}

/** Marks what a constraint, a trigger or a type of the table has against one row. */
const refusal = Symbol("refusal");

/** SQLite's constraints (a trigger's RAISE too); PostgreSQL's data and integrity exceptions, and a trigger's own. */
const isRefusal = (thrown: unknown): thrown is Error =>
  /^(SQLITE_CONSTRAINT|22|23|P0001)/.test(String((thrown as { code?: unknown } | null)?.code));

async function writeOneByOne(
  write: (writes: TablePlan["toTable"], log: TableLog) => Promise<TablePlan["toTable"]>,
  writes: TablePlan["toTable"],
  log: TableLog,
): Promise<Written> {
  const written: Written = { done: [], refused: [] };
  for (const one of writes) {
    try {
      written.done.push(...(await write([one], { ...log, direction: "to-table", items: 1 })));
    } catch (thrown) {
      if (!(thrown instanceof SyncError && thrown.cause === refusal)) throw thrown;
      written.refused.push({ key: one.key, word: one.to, why: thrown.message });
    }
  }
  return written;
}

async function readRows(
  db: Kysely<unknown>,
  { place, readable }: ForeignDatabase,
  { table, key, status }: TableMapping,
  keys: ReadonlySet<string>,
): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ key: unknown; status: unknown }>`
    SELECT ${readable(key)} AS key, ${readable(status)} AS status FROM ${sql.table(table)}`.execute(
    db,
  );
  const found = new Map<string, string | null>();
  for (const row of rows) {
    const name = String(row.key);
    if (row.key === null || !keys.has(name)) continue;
    if (found.has(name))
      throw new SyncError("store", `${place}: "${name}" stands more than once in ${table}.${key}`, {
        hint: "tasks.table.key has to name a column that tells the tasks apart",
      });
    found.set(name, row.status === null ? null : String(row.status));
  }
  return found;
}

async function writeRows(
  db: Kysely<unknown>,
  { run }: ForeignDatabase,
  mapping: TableMapping,
  writes: TablePlan["toTable"],
  log: TableLog,
): Promise<TablePlan["toTable"]> {
  const done: TablePlan["toTable"] = [];
  for (const write of writes) if (await writeRow(db, mapping, write, log.at)) done.push(write);
  if (done.length > 0 && mapping.after !== undefined) await run(db, mapping.after);
  const items = log.items - (writes.length - done.length);
  if (items > 0 && mapping.log_table !== undefined)
    await sql`INSERT INTO ${sql.table(mapping.log_table)} (sync_type, synced_at, items_synced, notes)
      VALUES (${log.direction}, ${log.at}, ${items}, ${"sync-hooks"})`.execute(db);
  return done;
}

async function writeRow(
  db: Kysely<unknown>,
  mapping: TableMapping,
  { key, from, to, completed }: TablePlan["toTable"][number],
  at: string,
): Promise<boolean> {
  const status = sql.id(mapping.status);
  const column = mapping.completed_at === undefined ? null : sql.id(mapping.completed_at);
  const date =
    column === null
      ? sql``
      : completed === "clear"
        ? sql`, ${column} = NULL`
        : sql`, ${column} = coalesce(${column}, ${at})`;
  const { numAffectedRows } = await sql`
    UPDATE ${sql.table(mapping.table)} SET ${status} = ${to} ${date}
    WHERE ${sql.id(mapping.key)} = ${key} AND ${status} IS NOT DISTINCT FROM ${from}`
    .execute(db)
    .catch((thrown: unknown) => {
      throw isRefusal(thrown) ? new SyncError("store", thrown.message, { cause: refusal }) : thrown;
    });
  return Number(numAffectedRows) > 0;
}
