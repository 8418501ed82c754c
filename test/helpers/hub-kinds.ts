import Database from "libsql";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Hub } from "../../src/hub/hub.ts";
import { openHub } from "../../src/hub/open.ts";
import { makeHome } from "./home.ts";
import { requiresPostgres, runSql, sharedPostgres } from "./postgres.ts";
import { runSqlNow } from "./sql-now.ts";

export type Row = Record<string, unknown>;

/** One kind of database that a hub can lie in; a store's tests run on each of them. */
export type HubKind = {
  name: "SQLite" | "PostgreSQL";
  isMissing: () => boolean;
  /** The address of a database that does not hold a hub yet. */
  newUrl: () => Promise<string>;
  /** The address of an empty database that another program could use. */
  newDatabase: () => Promise<string>;
  /** Another program's statements, over a connection of their own. */
  sql: (url: string, text: string) => Promise<Row[]>;
  /** The same, done when this returns. */
  sqlNow: (url: string, text: string) => void;
};

/** Call at the top of a test file: the server is shared by the file's tests. */
export function hubKinds(): readonly HubKind[] {
  const server = sharedPostgres();
  return [
    {
      name: "SQLite",
      isMissing: () => false,
      newUrl: async () => `sqlite:${join(makeHome().path, "data", "hub.db")}`,
      newDatabase: async () => `sqlite:${join(makeHome().path, "plan.db")}`,
      sql: async (url, text) => sqliteSql(url.slice("sqlite:".length), text),
      sqlNow: (url, text) => void sqliteSql(url.slice("sqlite:".length), text),
    },
    {
      name: "PostgreSQL",
      isMissing: requiresPostgres,
      newUrl: async () => (await server()).createDatabase(),
      newDatabase: async () => (await server()).createDatabase(),
      sql: runSql,
      sqlNow: (url, text) => void runSqlNow(url, text),
    },
  ];
}

function sqliteSql(path: string, text: string): Row[] {
  const db = new Database(path, { timeout: 5000 });
  try {
    if (!/^\s*(SELECT|WITH)\b/i.test(text)) {
      db.exec(text);
      return [];
    }
    return (db.prepare(text).all() as Row[]).map(({ _metadata, ...row }) => row);
  } finally {
    db.close();
  }
}

/** Opens the hub at the address; it is closed when the test ends. */
export async function openTestHub(url: string): Promise<Hub> {
  const hub = await openHub(url);
  onTestFinished(() => hub.close());
  return hub;
}
