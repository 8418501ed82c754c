import { sql } from "kysely";
import type { Hub } from "./hub.ts";
import { saidIsNotUtf8, writtenTexts } from "./sqlite-utf8.ts";

/**
 * The texts that are not UTF-8, as an older schema or a side door may have let them in: whoever reads one ends, so
 * that only their places are read. A few of each column; PostgreSQL holds none.
 */
export function unreadableTexts(
  hub: Hub,
): Promise<{ table: string; column: string; rowid: number }[]> {
  return hub.read(async (db) => {
    const found: { table: string; column: string; rowid: number }[] = [];
    if (hub.dialect.name === "postgres") return found;
    for (const [table, columns] of Object.entries(writtenTexts))
      for (const column of columns) {
        const { rows } = await sql<{ rowid: number }>`
          SELECT place AS rowid FROM (SELECT rowid AS place, ${sql.id(column)} AS said FROM ${sql.table(table)})
          WHERE ${sql.raw(saidIsNotUtf8)} LIMIT 5`.execute(db);
        found.push(...rows.map(({ rowid }) => ({ table, column, rowid })));
      }
    return found;
  });
}
