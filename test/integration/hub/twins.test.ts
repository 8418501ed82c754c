import { describe, expect, test } from "vitest";
import { hubKinds, openTestHub } from "../../helpers/hub-kinds.ts";
import { requiresPostgres } from "../../helpers/postgres.ts";

const [sqlite, postgres] = hubKinds();

/** Every table and view with its columns, and what may be null. */
async function interfaceOf(kind: typeof sqlite, query: string): Promise<string[]> {
  if (!kind) throw new Error("no such kind");
  const url = await kind.newUrl();
  await openTestHub(url);
  const rows = await kind.sql(url, query);
  return rows.map((row) => `${row["of"]}.${row["name"]}`).sort();
}

describe.skipIf(requiresPostgres())("the hub is one interface, whatever the database", () => {
  test("SQLite and PostgreSQL have the same tables and views, with the same columns", async () => {
    const onSqlite = await interfaceOf(
      sqlite,
      `SELECT tables.name AS "of", columns.name AS name
        FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type IN ('table', 'view') AND tables.name NOT LIKE 'sqlite_%'`,
    );
    const onPostgres = await interfaceOf(
      postgres,
      `SELECT table_name AS "of", column_name AS name FROM information_schema.columns
        WHERE table_schema = 'public'`,
    );
    expect(onPostgres).toEqual(onSqlite);
  });
});
