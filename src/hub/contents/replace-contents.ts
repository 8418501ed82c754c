import { sql } from "kysely";
import { SyncError } from "../../core/errors.ts";
import type { Hub, HubDb } from "../hub.ts";
import type { HubContents, TableRows } from "./read-contents.ts";
import { hubTableNames } from "./tables.ts";

/** SQLite takes 32,766 values in one statement, PostgreSQL 65,535. */
const valuesPerInsert = 30_000;

/**
 * Puts the contents in the place of all that the hub holds, inside the caller's transaction: every row with the
 * numbers and times that it had, and the hub's id and change number with them, so that for everybody else it
 * is the same hub. Gives the number of rows.
 */
export async function replaceContents(hub: Hub, db: HubDb, contents: HubContents): Promise<number> {
  const { dialect } = hub;
  await requireKnownSchema(hub, db, contents);
  await dialect.lockContents(db);
  return dialect.asGiven(db, async () => {
    for (const table of hubTableNames.toReversed())
      await sql`DELETE FROM ${sql.table(table)}`.execute(db);
    let count = 0;
    for await (const part of contents.rows) {
      for (const some of statementsOf(part)) await insert(db, some);
      count += part.rows.length;
    }
    await db
      .updateTable("meta")
      .set({ value: contents.hubId })
      .where("key", "=", "hub_id")
      .execute();
    await dialect.continueFrom(db, contents.change);
    return count;
  });
}

function* statementsOf({ table, rows }: TableRows): Generator<TableRows> {
  const columns = Object.keys(rows[0] ?? {}).length;
  const size = Math.max(1, Math.floor(valuesPerInsert / columns));
  for (let from = 0; from < rows.length; from += size)
    yield { table, rows: rows.slice(from, from + size) };
}

async function insert(db: HubDb, { table, rows }: TableRows): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const columns = sql.join(names.map((name) => sql.id(name)));
  const values = rows.map((row) => sql`(${sql.join(names.map((name) => row[name] ?? null))})`);
  await sql`INSERT INTO ${sql.table(table)} (${columns}) VALUES ${sql.join(values)}`.execute(db);
}

async function requireKnownSchema(
  hub: Hub,
  db: HubDb,
  { schema, origin }: HubContents,
): Promise<void> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM migrations`.execute(
    db,
  );
  const known = Number(rows[0]?.count ?? 0);
  if (schema <= known) return;
  throw new SyncError(
    "store",
    `${origin} has schema ${schema}, and ${hub.place} has schema ${known}`,
    {
      hint: "update sync-hooks on this machine: a newer one has written it",
    },
  );
}
