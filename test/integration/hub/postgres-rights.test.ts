import { describe, expect, test } from "vitest";
import { openHub } from "../../../src/hub/open.ts";
import { postgresMigrations } from "../../../src/hub/postgres-migrations.ts";
import { lastReceipt, leaveReceipt } from "../../../src/hub/receipts.ts";
import { openTestHub } from "../../helpers/hub-kinds.ts";
import { requiresPostgres, runSql, sharedPostgres } from "../../helpers/postgres.ts";

const server = sharedPostgres();

/** The same database as another role. */
const as = (role: string, url: string) => Object.assign(new URL(url), { username: role }).href;

/** A hub before its third step, of which `bob` has all rights, `reader` and everybody some. */
async function hubOfTwoSteps() {
  const url = await (await server()).createDatabase();
  await runSql(url, "CREATE TABLE migrations (id integer PRIMARY KEY, name text, applied_at text)");
  for (const [at, { name, sql }] of postgresMigrations.slice(0, 2).entries()) {
    await runSql(url, sql);
    await runSql(url, "INSERT INTO migrations VALUES ($1, $2, hub_now())", [at + 1, name]);
  }
  await runSql(
    url,
    `DO $$ BEGIN
      IF to_regrole('bob') IS NULL THEN
        CREATE ROLE bob LOGIN;
        CREATE ROLE "the reader" LOGIN;
      END IF;
    END $$;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO bob;
    GRANT ALL ON ALL TABLES IN SCHEMA public TO bob WITH GRANT OPTION;
    GRANT SELECT, UPDATE ON tasks TO "the reader";
    GRANT SELECT ON tasks TO PUBLIC`,
  );
  return url;
}

const rightsOn = (url: string, table: string) =>
  runSql(
    url,
    `SELECT grantee, privilege_type, is_grantable FROM pg_class, aclexplode(relacl)
      WHERE pg_class.oid = $1::regclass ORDER BY 1, 2`,
    [table],
  );

describe.skipIf(requiresPostgres())("a PostgreSQL hub that several roles use", () => {
  test("whoever had rights on the tasks has them on a table that an upgrade adds", async () => {
    const url = await hubOfTwoSteps();
    await openTestHub(url);
    const rights = await rightsOn(url, "tasks");
    expect(rights.length).toBeGreaterThan(10);
    expect(await rightsOn(url, "receipts")).toEqual(rights);
    const bobs = await openTestHub(as("bob", url));
    await bobs.write((db) => leaveReceipt(db, "bob's clone", "first"));
    expect(await bobs.read((db) => lastReceipt(db, "bob's clone"))).toBe("first");
  });

  test("a role that does not own the tables cannot upgrade them, and is told who can", async () => {
    const url = await hubOfTwoSteps();
    await expect(openHub(as("bob", url))).rejects.toMatchObject({
      code: "store",
      hint: expect.stringContaining("hub migrate"),
    });
    await openTestHub(url);
    await openTestHub(as("bob", url));
  });
});
