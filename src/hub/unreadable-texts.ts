import { sql } from "kysely";
import type { Hub } from "./hub.ts";
import { asHex, saidIsNoText } from "./sqlite-texts.ts";
import { columnsOf, texts, type TextTable } from "./texts.ts";

/** A row with what is no text, and the statement that makes text of it. */
export type UnreadableRow = { table: string; columns: string[]; mend: string };

/** Tables without rowid, in which the hub keeps its own accounts. */
const accounts: readonly TextTable[] = [
  "meta",
  "table_bases",
  "receipts",
  "deletions",
  "passed_words",
];

/**
 * The first row with text that is not UTF-8 or holds a NUL, as a side door may have let it in: whoever reads it ends,
 * so that only its place is read. PostgreSQL holds none.
 */
export function unreadableRow(hub: Hub): Promise<UnreadableRow | null> {
  return hub.read(async (db) => {
    if (hub.dialect.name === "postgres") return null;
    for (const table of Object.keys(texts) as TextTable[]) {
      if (accounts.includes(table)) continue;
      const all = columnsOf(table).map(
        (column) =>
          sql`SELECT rowid AS place, ${sql.lit(column)} AS name, ${sql.id(column)} AS said FROM ${sql.table(table)}`,
      );
      const { rows } = await sql<{ place: number; name: string }>`
        SELECT place, name FROM (${sql.join(all, sql` UNION ALL `)})
        WHERE ${sql.raw(saidIsNoText)} ORDER BY place LIMIT 100`.execute(db);
      const [first] = rows;
      if (!first) continue;
      const columns = rows.filter(({ place }) => place === first.place).map(({ name }) => name);
      return { table, columns, mend: mendOf(table, columns, first.place) };
    }
    return null;
  });
}

/** All of a row's columns at once, which the triggers ask for, and words that no other row has. */
function mendOf(table: TextTable, columns: readonly string[], rowid: number): string {
  const sets = columns.map((column) => `${column} = ${asHex(column)}`).join(", ");
  return `UPDATE ${table} SET ${sets} WHERE rowid = ${rowid}`;
}
