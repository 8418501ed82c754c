import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveConflicts } from "../../../src/actions/conflicts/resolve-conflicts.ts";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { moments } from "../../../src/actions/reconcile/scope.ts";
import { hubKinds, type HubKind, type Row } from "../../helpers/hub-kinds.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { git, makeRepository } from "../../helpers/repository.ts";
import { crashAt, makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

/** A schema that another program has made, long before sync-hooks came. */
const schemas: Record<HubKind["name"], string> = {
  SQLite: `
    CREATE TABLE v2_epics (epic_id TEXT PRIMARY KEY, completed_count INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE v2_features (feature_id TEXT PRIMARY KEY, epic_id TEXT NOT NULL REFERENCES v2_epics);
    CREATE TABLE v2_tasks (task_id TEXT PRIMARY KEY, feature_id TEXT NOT NULL REFERENCES v2_features,
      status TEXT NOT NULL, completed_at TIMESTAMP);
    CREATE TABLE v2_plan_sync (sync_type TEXT NOT NULL, synced_at TIMESTAMP NOT NULL, items_synced INTEGER, notes TEXT);`,
  PostgreSQL: `
    CREATE TYPE task_status AS ENUM ('pending', 'in_progress', 'blocked', 'completed', 'cancelled', 'parked');
    CREATE TABLE v2_epics (epic_id varchar(20) PRIMARY KEY, completed_count int NOT NULL DEFAULT 0);
    CREATE TABLE v2_features (feature_id varchar(20) PRIMARY KEY, epic_id varchar(20) NOT NULL REFERENCES v2_epics);
    CREATE TABLE v2_tasks (task_id varchar(20) PRIMARY KEY, feature_id varchar(20) NOT NULL REFERENCES v2_features,
      status task_status NOT NULL, completed_at timestamptz);
    CREATE TABLE v2_plan_sync (id serial PRIMARY KEY, sync_type text NOT NULL, synced_at timestamptz NOT NULL,
      items_synced int, notes text);`,
};

const rows = `
  INSERT INTO v2_epics (epic_id) VALUES ('E1'), ('E2');
  INSERT INTO v2_features VALUES ('F1', 'E1'), ('F2', 'E2');
  INSERT INTO v2_tasks VALUES ('T1', 'F1', 'pending', NULL), ('T2', 'F1', 'pending', NULL),
    ('T3', 'F2', 'pending', NULL), ('T9', 'F2', 'pending', NULL);`;

const after =
  "UPDATE v2_epics SET completed_count = (SELECT count(*) FROM v2_tasks JOIN v2_features ON v2_features.feature_id = v2_tasks.feature_id WHERE v2_features.epic_id = v2_epics.epic_id AND v2_tasks.status = 'completed')";

const config = (url: string, policy = "markdown", statement = after) => `
tasks:
  policy: ${policy}
  table:
    url: ${url}
    table: v2_tasks
    key: task_id
    status: status
    completed_at: completed_at
    statuses: { todo: pending, done: completed }
    after: ${statement}
    log_table: v2_plan_sync
`;

/** A desk whose file, hub and table agree. */
async function agreed(kind: HubKind, policy = "markdown", statement = after) {
  const url = await kind.newDatabase();
  await kind.sql(url, schemas[kind.name] + rows);
  const desk = await makeDesk(config(url, policy, statement));
  desk.write(file, workplan({ T1: "todo", T2: "todo", T3: "todo" }));
  desk.commit();
  const sql = (text: string) => kind.sql(url, text);
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do", detail: null });
  return { desk, url, sql, status: statusOf(sql) };
}

const statusOf = (sql: (text: string) => Promise<Row[]>) => async (key: string) =>
  (await sql(`SELECT status FROM v2_tasks WHERE task_id = '${key}'`))[0]?.["status"];

const logOf = (sql: (text: string) => Promise<Row[]>) =>
  sql("SELECT sync_type, items_synced, notes FROM v2_plan_sync ORDER BY synced_at, sync_type");

/** Everything that a sync may change on any side. */
async function everything(desk: Desk, sql: (text: string) => Promise<Row[]>) {
  return {
    file: desk.read(file),
    hub: desk.sql("SELECT key, status FROM tasks ORDER BY key"),
    conflicts: desk.sql("SELECT base, markdown, hub, chosen FROM conflicts ORDER BY 1, 2, 3"),
    table: await sql(
      "SELECT task_id, status, completed_at IS NULL AS open FROM v2_tasks ORDER BY task_id",
    ),
    epics: await sql("SELECT * FROM v2_epics ORDER BY epic_id"),
  };
}

describe.each(hubKinds())("a table of another program on $name", (kind) => {
  describe.skipIf(kind.isMissing())("stands in for the hub's tasks", () => {
    test("a task that is done in the file is completed there, with its time, the epic's count and a log line", async () => {
      const { desk, sql } = await agreed(kind);
      desk.write(file, workplan({ T1: "done", T2: "todo", T3: "done" }));
      expect(await desk.sync()).toMatchObject({
        outcome: "synced",
        detail: "2 to v2_tasks; 2 to the hub",
      });
      expect((await everything(desk, sql)).table).toMatchObject([
        { task_id: "T1", status: "completed" },
        { task_id: "T2", status: "pending" },
        { task_id: "T3", status: "completed" },
        { task_id: "T9", status: "pending" },
      ]);
      expect(
        await sql("SELECT count(*) AS n FROM v2_tasks WHERE completed_at IS NOT NULL").then(
          ([row]) => Number(row?.["n"]),
        ),
      ).toBe(2);
      expect(await sql("SELECT completed_count FROM v2_epics ORDER BY epic_id")).toEqual([
        { completed_count: 1 },
        { completed_count: 1 },
      ]);
      expect(await logOf(sql)).toEqual([
        { sync_type: "to-table", items_synced: 2, notes: "sync-hooks" },
      ]);
      const before = await everything(desk, sql);
      expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
      expect(await everything(desk, sql)).toEqual(before);
      expect(await logOf(sql)).toHaveLength(1);
      desk.write(file, workplan({ T1: "todo", T2: "todo", T3: "done" }));
      await desk.sync();
      expect(
        await sql("SELECT status FROM v2_tasks WHERE completed_at IS NULL ORDER BY task_id"),
      ).toHaveLength(3);
    });

    test("what its own program writes there comes into the file and the hub", async () => {
      const { desk, sql } = await agreed(kind);
      await sql(
        "UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T2'; UPDATE v2_tasks SET status = 'blocked' WHERE task_id = 'T3'",
      );
      expect(await desk.sync()).toMatchObject({
        outcome: "synced",
        detail: "2 from v2_tasks; 2 to markdown",
      });
      expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "done", T3: "blocked" }));
      expect(desk.row("T2")).toMatchObject({ status: "done" });
      expect(await logOf(sql)).toMatchObject([{ sync_type: "from-table", items_synced: 2 }]);
    });

    test("an edit in the hub goes into the table and the file", async () => {
      const { desk, status } = await agreed(kind);
      desk.sql("UPDATE tasks SET status = 'cancelled' WHERE key = 'T1'");
      await desk.sync();
      expect(await status("T1")).toBe("cancelled");
      expect(desk.read(file)).toBe(workplan({ T1: "cancelled", T2: "todo", T3: "todo" }));
    });

    test.each([
      ["markdown", "blocked", "blocked"],
      ["hub", "done", "completed"],
    ])(
      "policy %s settles what file and table say differently, and the row keeps all three values",
      async (policy, inFile, inTable) => {
        const { desk, sql, status } = await agreed(kind, policy);
        await sql("UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T1'");
        desk.write(file, workplan({ T1: "blocked", T2: "todo", T3: "todo" }));
        expect(await desk.sync()).toMatchObject({ outcome: "synced" });
        expect(desk.read(file)).toContain(`id: T1\nstatus: ${inFile}`);
        expect(await status("T1")).toBe(inTable);
        expect(desk.sql("SELECT base, markdown, hub, chosen FROM conflicts")).toEqual([
          { base: "todo", markdown: "blocked", hub: "done", chosen: policy },
        ]);
        expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
      },
    );

    test("at the first contact equal values are adopted, and different ones wait for a person, whatever the policy", async () => {
      const url = await kind.newDatabase();
      await kind.sql(
        url,
        `${schemas[kind.name]}${rows} UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T1'`,
      );
      const desk = await makeDesk(config(url, "hub"));
      desk.write(file, workplan({ T1: "blocked", T2: "todo" }));
      for (let round = 0; round < 2; round += 1)
        expect(await desk.sync()).toMatchObject({
          outcome: "conflict",
          detail: expect.stringContaining("1 in conflict with v2_tasks"),
        });
      const status = statusOf((text) => kind.sql(url, text));
      expect(await status("T1")).toBe("completed");
      expect(desk.read(file)).toBe(workplan({ T1: "blocked", T2: "todo" }));
      expect(desk.sql("SELECT markdown, hub FROM conflicts WHERE resolved_at IS NULL")).toEqual([
        { markdown: "blocked", hub: "completed" },
      ]);
      desk.sql("UPDATE conflicts SET chosen = 'hub'");
      await desk.sync();
      expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "todo" }));
      expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    });

    test("a side that is taken is carried out at once, as with files", async () => {
      const { desk, sql, status } = await agreed(kind, "ask");
      desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
      await sql("UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T1'");
      expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
      const [open] = desk.sql("SELECT id FROM conflicts WHERE resolved_at IS NULL");
      expect(await resolveConflicts(desk.ctx, [String(open?.["id"])], "hub")).toMatchObject([
        { state: "resolved" },
      ]);
      expect(desk.row("T1")).toMatchObject({ status: "done" });
      expect([desk.read(file), await status("T1")]).toEqual([
        workplan({ T1: "done", T2: "todo", T3: "todo" }),
        "completed",
      ]);
    });

    test.each([1, 2, 3])(
      "a row that its program writes between the reading and the writing is not overwritten (moment %i)",
      async (turn) => {
        const { desk, url, status } = await agreed(kind, "ask");
        desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
        let left = turn;
        await desk.sync((moment) => {
          if (moment === "hub-written" && (left -= 1) === 0)
            kind.sqlNow(url, "UPDATE v2_tasks SET status = 'blocked' WHERE task_id = 'T1'");
        });
        expect(left).toBeLessThanOrEqual(0);
        expect(await status("T1")).toBe("blocked");
        expect(desk.row("T1")).toMatchObject({ status: "done" });
        expect(desk.sql("SELECT markdown, hub, resolved_at FROM conflicts")).toEqual([
          { markdown: "done", hub: "blocked", resolved_at: null },
        ]);
      },
    );

    test.each(kind.name === "SQLite" ? moments : (["hub-written", "logged"] as const))(
      "a crash at %s, then a rerun, gives the uncrashed result",
      async (moment) => {
        const [whole, crashed] = [await agreed(kind), await agreed(kind)];
        for (const { desk, sql } of [whole, crashed]) {
          await sql(
            "UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T2'; UPDATE v2_tasks SET status = 'blocked' WHERE task_id = 'T3'",
          );
          desk.write(file, workplan({ T1: "done", T2: "todo", T3: "cancelled" }));
        }
        await whole.desk.sync();
        expect(await crashed.desk.sync(crashAt(moment))).toMatchObject({ outcome: "failed" });
        await crashed.desk.sync();
        expect(await everything(crashed.desk, crashed.sql)).toEqual(
          await everything(whole.desk, whole.sql),
        );
        expect(await crashed.desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
      },
    );

    test("a statement that fails undoes its whole transaction, is told, and the next run does it", async () => {
      const { desk, sql, status } = await agreed(
        kind,
        "markdown",
        "UPDATE v2_totals SET n = n + 1",
      );
      desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
      expect(await desk.sync()).toMatchObject({
        outcome: "failed",
        detail: expect.stringContaining("v2_totals"),
      });
      expect(await status("T1")).toBe("pending");
      await sql("CREATE TABLE v2_totals (n integer)");
      await desk.sync();
      expect(await status("T1")).toBe("completed");
    });

    test("a row that is gone from the table deletes nothing, and a word that nobody knows is left alone", async () => {
      const { desk, sql, status } = await agreed(kind);
      await sql(
        "DELETE FROM v2_tasks WHERE task_id = 'T1'; UPDATE v2_tasks SET status = 'parked' WHERE task_id = 'T2'",
      );
      const lines: string[] = [];
      desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
      expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
      expect(desk.read(file)).toBe(workplan({ T1: "todo", T2: "todo", T3: "todo" }));
      expect(desk.row("T1")).toMatchObject({ status: "todo", removed_at: null });
      expect(await status("T2")).toBe("parked");
      expect(lines).toEqual([expect.stringContaining('the status "parked" of T2 is not known')]);
    });

    if (kind.name === "SQLite")
      test("bytes that are no text are a word that nobody knows, and the row a task that nobody has", async () => {
        const { desk, sql } = await agreed(kind);
        await sql(
          `UPDATE v2_tasks SET status = CAST(x'ff' AS TEXT) WHERE task_id = 'T2';
            UPDATE v2_tasks SET task_id = CAST(x'ff' AS TEXT) WHERE task_id = 'T9'`,
        );
        desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
        const lines: string[] = [];
        desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
        expect(await desk.sync()).toMatchObject({ outcome: "synced" });
        expect(lines.join("\n")).toContain("the status \"X'FF'\" of T2 is not known");
        expect(
          await sql(
            "SELECT hex(task_id) AS key, hex(status) AS status FROM v2_tasks ORDER BY task_id",
          ),
        ).toMatchObject([
          { status: Buffer.from("completed").toString("hex").toUpperCase() },
          { status: "FF" },
          {},
          { key: "FF" },
        ]);
      });

    test("a word that the table refuses is told, and keeps nothing else from being written", async () => {
      const { desk, sql, status } = await agreed(kind);
      await sql(
        kind.name === "SQLite"
          ? `CREATE TRIGGER no_blocked BEFORE UPDATE ON v2_tasks WHEN NEW.status = 'blocked' BEGIN
              SELECT RAISE(ABORT, 'nothing is blocked here'); END`
          : "ALTER TABLE v2_tasks ADD CONSTRAINT no_blocked CHECK (status <> 'blocked')",
      );
      desk.write(file, workplan({ T1: "done", T2: "blocked", T3: "todo" }));
      for (let round = 0; round < 2; round += 1)
        expect(await desk.sync()).toMatchObject({
          outcome: "conflict",
          detail: expect.stringMatching(/v2_tasks takes no "blocked" for T2: .*blocked/),
        });
      expect([await status("T1"), await status("T2")]).toEqual(["completed", "pending"]);
      desk.write(file, workplan({ T1: "done", T2: "blocked", T3: "done" }));
      await desk.sync();
      expect(await status("T3")).toBe("completed");
      expect(desk.row("T2")).toMatchObject({ status: "blocked" });
    });

    test("a write that the table drops without an error is told as a refused one", async () => {
      const { desk, sql, status } = await agreed(kind);
      await sql(
        kind.name === "SQLite"
          ? `CREATE TRIGGER no_blocked BEFORE UPDATE ON v2_tasks WHEN NEW.status = 'blocked' BEGIN
              SELECT RAISE(IGNORE); END`
          : `CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.status = 'blocked' THEN RETURN NULL; END IF; RETURN NEW; END $$;
            CREATE TRIGGER no_blocked BEFORE UPDATE ON v2_tasks FOR EACH ROW EXECUTE FUNCTION drop_it()`,
      );
      desk.write(file, workplan({ T1: "done", T2: "blocked", T3: "todo" }));
      for (let round = 0; round < 2; round += 1)
        expect(await desk.sync()).toMatchObject({
          outcome: "conflict",
          detail: expect.stringMatching(/v2_tasks takes no "blocked" for T2: .*"pending" still/),
        });
      expect([await status("T1"), await status("T2")]).toEqual(["completed", "pending"]);
    });

    test("a side that was chosen and is refused is told, and asked about again", async () => {
      const { desk, sql, status } = await agreed(kind, "ask");
      desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
      await sql("UPDATE v2_tasks SET status = 'completed' WHERE task_id = 'T1'");
      expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
      await sql(
        kind.name === "SQLite"
          ? `CREATE TRIGGER no_blocked BEFORE UPDATE ON v2_tasks WHEN NEW.status = 'blocked' BEGIN
              SELECT RAISE(ABORT, 'nothing is blocked here'); END`
          : `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.status = 'blocked' THEN RAISE EXCEPTION 'nothing is blocked here'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER no_blocked BEFORE UPDATE ON v2_tasks FOR EACH ROW EXECUTE FUNCTION refuse()`,
      );
      desk.sql("UPDATE conflicts SET chosen = 'markdown' WHERE resolved_at IS NULL");
      expect(await desk.sync()).toMatchObject({
        outcome: "conflict",
        detail: expect.stringMatching(/takes no "blocked" for T1: .*nothing is blocked here/),
      });
      expect(await status("T1")).toBe("completed");
      expect(desk.sql("SELECT markdown, hub FROM conflicts WHERE resolved_at IS NULL")).toEqual([
        { markdown: "blocked", hub: "completed" },
      ]);
    });

    test("a row without a key, and a key that stands twice but is no task's, are left alone", async () => {
      const url = await kind.newDatabase();
      await kind.sql(
        url,
        `CREATE TABLE v2_tasks (task_id text, status text, completed_at text);
          INSERT INTO v2_tasks (task_id, status) VALUES ('T1', 'pending'), (NULL, 'pending'), (NULL, 'x'), ('', 'y'), ('', 'z')`,
      );
      const desk = await makeDesk(
        config(url)
          .replace(/ +after:.*\n/, "")
          .replace(/ +log_table:.*\n/, ""),
      );
      desk.write(file, workplan({ T1: "todo" }));
      expect(await desk.sync()).toMatchObject({ outcome: "synced" });
      desk.write(file, workplan({ T1: "done" }));
      expect(await desk.sync()).toMatchObject({ outcome: "synced" });
      expect(await statusOf((text) => kind.sql(url, text))("T1")).toBe("completed");
    });

    test("every statement of `after` runs", async () => {
      const statement = `${after}; UPDATE v2_epics SET epic_id = epic_id || '!' WHERE completed_count < 0; UPDATE v2_features SET epic_id = 'E1' WHERE feature_id = 'F2'`;
      const { desk, sql } = await agreed(kind, "markdown", `"${statement}"`);
      desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
      expect(await desk.sync()).toMatchObject({ outcome: "synced" });
      expect(await sql("SELECT epic_id FROM v2_features ORDER BY feature_id")).toEqual([
        { epic_id: "E1" },
        { epic_id: "E1" },
      ]);
    });

    test("what was agreed on belongs to the table as this machine sees it, and to the columns", async () => {
      const { desk } = await agreed(kind);
      const [{ source } = {}] = desk.sql("SELECT DISTINCT source FROM table_bases");
      expect(source).toMatch(new RegExp(`^${hostname()}:.* v2_tasks \\(task_id, status\\)$`));
    });

    test("names with quotes, spaces and semicolons are names and nothing else", async () => {
      const url = await kind.newDatabase();
      const [table, key, status] = ['we"ird; table', "the key", 'st"at'];
      const quoted = [table, key, status].map((name) => `"${name.replaceAll('"', '""')}"`);
      await kind.sql(
        url,
        `CREATE TABLE ${quoted[0]} (${quoted[1]} text, ${quoted[2]} text); INSERT INTO ${quoted[0]} VALUES ('T1', 'todo')`,
      );
      const settings = { url, table, key, status };
      const desk = await makeDesk(`tasks: { table: ${JSON.stringify(settings)} }\n`);
      desk.write(file, workplan({ T1: "todo" }));
      await desk.sync();
      desk.write(file, workplan({ T1: "done" }));
      expect(await desk.sync()).toMatchObject({ outcome: "synced" });
      expect(await kind.sql(url, `SELECT * FROM ${quoted[0]}`)).toEqual([
        { [key]: "T1", [status]: "done" },
      ]);
    });
  });
});

test("of two repositories that have a key, the first one has the row", async () => {
  const [kind] = hubKinds();
  if (!kind) throw new Error("no kind of hub");
  const { desk, status } = await agreed(kind, "ask");
  const path = makeRepository(desk.home, "web");
  const web = await register(desk.ctx, path, { slug: "web" });
  writeFile(path, file, workplan({ T1: "todo", T4: "todo" }));
  git(desk.home, path, "add", "--all");
  git(desk.home, path, "commit", "--quiet", "--message", "web");
  const at = { branch: "main", listing: "fresh" } as const;
  const syncWeb = async () => reconcile(desk.ctx, web, await desk.ctx.config(path), at);
  expect(await syncWeb()).toMatchObject({ outcome: "synced" });
  desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
  await desk.sync();
  expect(await syncWeb()).toMatchObject({ outcome: "nothing-to-do" });
  expect(readFileSync(join(path, file), "utf8")).toBe(workplan({ T1: "todo", T4: "todo" }));
  expect(await status("T1")).toBe("completed");
});

test("where two repositories have agreed with one row, one of them gives way", async () => {
  const [kind] = hubKinds();
  if (!kind) throw new Error("no kind of hub");
  const { desk, status } = await agreed(kind, "ask");
  const [other] = desk.sql("SELECT repo_id, workstream_id, source FROM tasks, table_bases LIMIT 1");
  desk.sql("INSERT INTO repos (id, slug, created_at) VALUES ('r2', 'web', '2026-01-01T00:00:00Z')");
  desk.sql("INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w2', 'r2', 'WP-1', 'a.md')");
  for (const [id, key] of [
    ["0", "T1"],
    ["~", "T2"],
  ])
    desk.sql(
      "INSERT INTO tasks (id, repo_id, workstream_id, key) VALUES (?, 'r2', 'w2', ?)",
      id ?? "",
      key ?? "",
    );
  for (const id of ["0", "~"])
    desk.sql(
      "INSERT INTO table_bases VALUES (?, ?, 'todo', 'pending')",
      other?.["source"] ?? "",
      id,
    );
  desk.write(file, workplan({ T1: "done", T2: "done", T3: "todo" }));
  await desk.sync();
  expect([await status("T1"), await status("T2")]).toEqual(["pending", "completed"]);
});

test("what was agreed on with a table under its former name still is", async () => {
  const [kind] = hubKinds();
  if (!kind) throw new Error("no kind of hub");
  const { desk, url, status } = await agreed(kind, "ask");
  const former = `${url.slice("sqlite:".length)} v2_tasks`;
  desk.sql("UPDATE table_bases SET source = ?", former);
  desk.write(file, workplan({ T1: "done", T2: "todo", T3: "todo" }));
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(await status("T1")).toBe("completed");
  expect(desk.sql("SELECT 1 FROM table_bases WHERE source = ?", former)).toEqual([]);
});

test("a damaged database of another program is not mended by restoring the hub", async () => {
  const url = join(makeHome().path, "plan.db");
  writeFileSync(url, "no database ".repeat(200));
  const desk = await makeDesk(config(`sqlite:${url}`));
  desk.write(file, workplan({ T1: "todo" }));
  const { outcome, detail } = await desk.sync();
  expect(outcome).toBe("failed");
  expect(detail).toContain("tasks.table");
  expect(detail).not.toMatch(/hub (restore|adopt|migrate)/);
});

test("a database that is not there is told with its mend, and neither file nor hub is touched", async () => {
  const desk = await makeDesk(config("sqlite:/no/such/plan.db"));
  desk.write(file, workplan({ T1: "todo" }));
  expect(await desk.sync()).toMatchObject({
    outcome: "failed",
    detail: expect.stringMatching(/plan\.db of tasks\.table does not exist.*tasks\.table\.url/),
  });
  expect(desk.sql("SELECT * FROM tasks")).toEqual([]);
});
