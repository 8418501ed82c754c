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

  /** A hub with a task whose words `mallory` may change, and nothing more. */
  async function hubOfMallory(): Promise<{ url: string; mallory: string }> {
    const url = await (await server()).createDatabase();
    await openTestHub(url);
    await runSql(
      url,
      `DO $$ BEGIN IF to_regrole('mallory') IS NULL THEN CREATE ROLE mallory LOGIN; END IF; END $$;
      GRANT USAGE ON SCHEMA public TO mallory;
      GRANT SELECT, UPDATE ON tasks TO mallory;
      GRANT SELECT ON meta TO mallory;
      INSERT INTO repos (id, slug, created_at) VALUES ('r', 'app', 't');
      INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w', 'r', 'W', 'w.md');
      INSERT INTO tasks (id, repo_id, workstream_id, key) VALUES ('t', 'r', 'w', 'T1')`,
    );
    return { url, mallory: as("mallory", url) };
  }

  test("a role that may change tasks alone changes them, and the words that go are kept", async () => {
    const { url, mallory } = await hubOfMallory();
    await runSql(mallory, "UPDATE tasks SET status = 'done'");
    expect(await runSql(url, "SELECT field, rev, word FROM passed_words")).toEqual([
      { field: "status", rev: 1, word: "todo" },
    ]);
  });

  test("what keeps them works for the hub's own table alone, and in the hub's own table alone", async () => {
    const { url, mallory } = await hubOfMallory();
    await runSql(
      mallory,
      `CREATE TEMP TABLE passed_words (task_id text, field text, rev integer, word text, PRIMARY KEY (task_id, field, rev));
      CREATE FUNCTION pg_temp.own() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE 'ALTER ROLE mallory SUPERUSER'; RETURN NEW; END $$;
      CREATE TRIGGER own BEFORE INSERT ON passed_words FOR EACH ROW EXECUTE FUNCTION pg_temp.own();
      GRANT ALL ON passed_words TO PUBLIC;
      UPDATE tasks SET status = 'done'`,
    );
    const roles = await runSql(url, "SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'");
    expect(roles).toEqual([{ rolsuper: false }]);
    await expect(
      runSql(
        mallory,
        `CREATE TEMP TABLE fake AS SELECT * FROM tasks;
        CREATE TRIGGER forged AFTER UPDATE ON fake FOR EACH ROW EXECUTE FUNCTION hub_note_passed()`,
      ),
    ).rejects.toThrow(/permission denied/);
  });
});
