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
  /** The database and table, without credentials. */
  source: string;
  /** Every row's status word, by its key. */
  read: () => Promise<Map<string, string | null>>;
  /**
   * Makes the writes in one transaction, each only where the row still says what was read, then runs the `after`
   * statement and writes the log. Gives those that came through.
   */
  write: (writes: TablePlan["toTable"], log: TableLog) => Promise<TablePlan["toTable"]>;
  close: () => Promise<void>;
};

/** A line of the log table: how many tasks went which way. */
export type TableLog = { direction: "to-table" | "from-table" | "both"; items: number; at: string };

/** Opens the table. Throws `store` or `offline` with the mend where it cannot be used. */
export async function openTaskTable(mapping: TableMapping): Promise<TaskTable> {
  const database = await openDatabase(mapping.url);
  return {
    source: `${database.place} ${mapping.table}`,
    read: () => database.read((db) => readRows(db, database, mapping)),
    write: (writes, log) => database.write((db) => writeRows(db, mapping, writes, log)),
    close: () => database.close(),
  };
}

async function readRows(
  db: Kysely<unknown>,
  { place, readable }: ForeignDatabase,
  { table, key, status }: TableMapping,
): Promise<Map<string, string | null>> {
  const { rows } = await sql<{ key: unknown; status: unknown }>`
    SELECT ${readable(key)} AS key, ${readable(status)} AS status FROM ${sql.table(table)}`.execute(
    db,
  );
  const found = new Map<string, string | null>();
  for (const row of rows) {
    const name = String(row.key);
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
  mapping: TableMapping,
  writes: TablePlan["toTable"],
  log: TableLog,
): Promise<TablePlan["toTable"]> {
  const done: TablePlan["toTable"] = [];
  for (const write of writes) if (await writeRow(db, mapping, write, log.at)) done.push(write);
  if (done.length > 0 && mapping.after !== undefined) await sql.raw(mapping.after).execute(db);
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
    WHERE ${sql.id(mapping.key)} = ${key} AND ${status} IS NOT DISTINCT FROM ${from}`.execute(db);
  return Number(numAffectedRows) > 0;
}
