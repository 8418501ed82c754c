import Database from "libsql";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openHub } from "../../../src/hub/open.ts";
import { sqliteMigrations } from "../../../src/hub/sqlite-migrations.ts";
import { columnsOf, texts, type TextTable } from "../../../src/hub/texts.ts";
import { makeHome } from "../../helpers/home.ts";

/** One row in every table. */
const rows = `
  INSERT INTO repos (id, slug, created_at) VALUES ('r', 'app', 't');
  INSERT INTO checkouts (repo_id, machine, path, last_outcome, last_run_at) VALUES ('r', 'm', '/p', 'synced', 't');
  INSERT INTO workstreams (id, repo_id, key, file) VALUES ('w', 'r', 'W', 'w.md');
  INSERT INTO tasks (id, repo_id, workstream_id, key, title) VALUES ('t', 'r', 'w', 'T1', 'One');
  INSERT INTO goals (id, repo_id, title) VALUES ('g', 'r', 'Goal');
  INSERT INTO interventions (id, repo_id, title) VALUES ('i', 'r', 'Ask');
  INSERT INTO conflicts (id, repo_id, task_id, checkout, field, file, line) VALUES ('c', 'r', 't', 'm:/p', 'title', 'w.md', 1);
  INSERT INTO sync_log (repo_id, direction, items, at) VALUES ('r', 'both', 1, 't');
  INSERT INTO table_bases (source, task_id) VALUES ('s', 't');
  INSERT INTO receipts (writer, receipt) VALUES ('m:/p#main', 'x');
  INSERT INTO forges (name, kind, url, tried_at) VALUES ('f', 'gitea', 'u', 't');
  INSERT INTO forge_repos (forge, forge_id, full_name, keys, seen_at) VALUES ('f', '1', 'a/app', '[]', 't');`;

const tables = Object.keys(texts) as TextTable[];
/** What triggers leave behind: a row of them is passed over, and the row that it tells of is written. */
const traces: TextTable[] = ["deletions", "passed_words"];

/** A hub's file with those rows, as the schema's first steps make it, and as any SQL client opens it. */
function fileAt(steps: number): { path: string; db: Database.Database } {
  const path = join(makeHome().path, "hub.db");
  const db = new Database(path);
  onTestFinished(() => void db.close());
  db.exec("CREATE TABLE migrations (id INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)");
  for (const { sql } of sqliteMigrations.slice(0, steps)) db.exec(sql);
  db.exec(`PRAGMA user_version = ${steps}; PRAGMA foreign_keys = OFF; ${rows}`);
  return { path, db };
}

const hexOf = (db: Database.Database, table: string, column: string) =>
  (
    db.prepare(`SELECT hex(${column}) AS hex FROM ${table} ORDER BY 1`).all() as { hex: string }[]
  ).map(({ hex }) => hex);

test("the hub's columns of text are all known", () => {
  const { db } = fileAt(sqliteMigrations.length);
  const columns = db
    .prepare(
      `SELECT tables.name || '.' || columns.name AS name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
      WHERE tables.type = 'table' AND columns.type = 'TEXT' AND tables.name <> 'migrations' ORDER BY 1`,
    )
    .all() as { name: string }[];
  const known = tables.flatMap((table) => columnsOf(table).map((column) => `${table}.${column}`));
  expect(known.toSorted()).toEqual(columns.map(({ name }) => name));
});

const odd = ["CAST(x'41ff' AS TEXT)", "'ok' || char(0)", "'ok' || char(0) || CAST(x'ff' AS TEXT)"];

test.each(tables.filter((table) => !traces.includes(table)))(
  "what is no text is refused in every column of %s, and the row stays",
  (table) => {
    const { db } = fileAt(sqliteMigrations.length);
    for (const column of columnsOf(table)) {
      const before = hexOf(db, table, column);
      for (const text of odd)
        expect(() => db.exec(`UPDATE ${table} SET ${column} = ${text}`), column).toThrow(/UTF-8/);
      expect(hexOf(db, table, column)).toEqual(before);
      const values = `SELECT ${names(db, table, { [column]: odd[0] })} FROM ${table}`;
      const insert = `INSERT OR REPLACE INTO ${table} (${names(db, table)}) ${values}`;
      expect(() => db.exec(insert), column).toThrow(/UTF-8/);
      expect(hexOf(db, table, column)).toEqual(before);
    }
  },
);

const names = (
  db: Database.Database,
  table: string,
  instead: Record<string, string | undefined> = {},
) =>
  (db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[])
    .map(({ name }) => instead[name] ?? name)
    .join(", ");

test("any other text goes in", () => {
  const { db } = fileAt(sqliteMigrations.length);
  for (const title of ["Größe 😀 \ufffd", "\ufffe", "a\tb\n", ""]) {
    db.prepare("UPDATE tasks SET title = ?").run(title);
    expect(db.prepare("SELECT title FROM tasks").get()).toMatchObject({ title });
  }
});

test("a word that came in past the triggers can be mended", () => {
  const { db } = fileAt(sqliteMigrations.length);
  const trigger = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'tasks_changed'").get();
  db.exec("DROP TRIGGER tasks_changed; UPDATE tasks SET status = CAST(x'ff' AS TEXT)");
  db.exec((trigger as { sql: string }).sql);
  db.exec("UPDATE tasks SET status = 'todo', title = 'Two'");
  expect(hexOf(db, "tasks", "status")).toEqual([Buffer.from("todo").toString("hex").toUpperCase()]);
  expect(db.prepare("SELECT field, word FROM passed_words").all()).toMatchObject([
    { field: "title", word: "One" },
  ]);
});

test("a row that came in past the triggers can be deleted", () => {
  const { db } = fileAt(sqliteMigrations.length);
  db.exec("DROP TRIGGER workstreams_as_text; UPDATE workstreams SET key = CAST(x'ff' AS TEXT)");
  expect(hexOf(db, "workstreams", "key")).toEqual(["FF"]);
  db.exec("DELETE FROM workstreams");
  expect(hexOf(db, "workstreams", "key")).toEqual([]);
  expect(hexOf(db, "deletions", "workstream_key")).toEqual([]);
});

test("an upgrade makes text of what an older hub took in, each row another one, and what belongs together stays so", async () => {
  const { path, db } = fileAt(5);
  db.exec(`
    INSERT INTO tasks (id, repo_id, workstream_id, key) VALUES ('t2', 'r', 'w', 'T2');
    UPDATE workstreams SET id = CAST(x'77ff' AS TEXT), title = CAST(x'4772f6df65c3bc' AS TEXT);
    UPDATE tasks SET workstream_id = CAST(x'77ff' AS TEXT), title = 'ok' || char(0) || 'more';
    UPDATE tasks SET key = CAST(x'41ff' AS TEXT), completed_at = CAST(x'ff' AS TEXT) WHERE id = 't';
    UPDATE tasks SET key = CAST(x'41fe' AS TEXT), status = CAST(x'ff41' AS TEXT) WHERE id = 't2';
    UPDATE conflicts SET hub = CAST(x'41ff' AS TEXT), file = CAST(x'41ff' AS TEXT);
    UPDATE repos SET default_branch = CAST(x'6dff' AS TEXT);`);
  const changes = db.prepare("SELECT change FROM tasks").all() as { change: number }[];
  const hub = await openHub(`sqlite:${path}`);
  onTestFinished(() => hub.close());
  const found = await hub.read((inner) =>
    inner
      .selectFrom("tasks")
      .innerJoin("workstreams", "workstreams.id", "tasks.workstream_id")
      .select(["tasks.key", "tasks.title", "tasks.status", "workstreams.title as plan", "change"])
      .orderBy("tasks.key")
      .execute(),
  );
  const plan = "Gr\ufffd\ufffdeü";
  expect(found).toMatchObject([
    { key: "x41FE", title: "ok\ufffdmore", status: "\ufffdA", plan },
    { key: "x41FF", title: "ok\ufffdmore", status: "todo", plan },
  ]);
  // A sync sees it as any other edit.
  const last = Math.max(...changes.map(({ change }) => change));
  for (const { change } of found) expect(Number(change)).toBeGreaterThan(last);
  for (const table of tables) expect(db.prepare(`SELECT * FROM ${table}`).all()).toBeDefined();
});
