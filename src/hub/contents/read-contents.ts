import { sql } from "kysely";
import type { DumpRow } from "../../core/hub-dump.ts";
import type { Restore } from "../../core/restores.ts";
import type { Hub, HubDb } from "../hub.ts";
import { hubTableNames, hubTables, type HubTable } from "./tables.ts";

/** Some rows of one table. */
export type TableRows = { table: HubTable; rows: readonly DumpRow[] };

/** What a hub holds; the rows come table by table, in the order in which they can be put back. */
export type HubContents = {
  /** The hub or file that they come from, for messages. */
  origin: string;
  hubId: string;
  change: number;
  /** The schema's steps that their columns belong to. */
  schema: number;
  rows: AsyncIterable<TableRows>;
};

const rowsPerRead = 1000;

/** With the times that the hub was put back, oldest first. */
export type HubState = HubContents & { restores: readonly Restore[] };

/** Reads the hub through a transaction that sees one state of it from beginning to end. */
export async function readContents(hub: Hub, db: HubDb): Promise<HubState> {
  const { rows } = await sql<{ schema: number }>`SELECT count(*) AS schema FROM migrations`.execute(
    db,
  );
  return {
    origin: hub.place,
    hubId: hub.id,
    change: await hub.dialect.latestChange(db),
    schema: Number(rows[0]?.schema ?? 0),
    restores: (await hub.dialect.moment(db)).restores,
    rows: allRows(db),
  };
}

async function* allRows(db: HubDb): AsyncGenerator<TableRows> {
  for (const table of hubTableNames) {
    const key = sql.join(hubTables[table].map((name) => sql.id(name)));
    let last: DumpRow | null = null;
    do {
      const after = last === null ? sql`` : sql`WHERE (${key}) > (${sql.join(keyOf(table, last))})`;
      const read: { rows: DumpRow[] } = await sql<DumpRow>`
        SELECT * FROM ${sql.table(table)} ${after} ORDER BY ${key} LIMIT ${sql.lit(rowsPerRead)}`.execute(
        db,
      );
      if (read.rows.length > 0) yield { table, rows: read.rows };
      last = read.rows.length < rowsPerRead ? null : (read.rows.at(-1) ?? null);
    } while (last !== null);
  }
}

const keyOf = (table: HubTable, row: DumpRow) => hubTables[table].map((name) => row[name]);
