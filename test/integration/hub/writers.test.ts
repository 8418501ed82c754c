import Database from "libsql";
import { expect, onTestFinished, test } from "vitest";
import { applyWrites } from "../../../src/hub/apply.ts";
import { changedWorkstreams, changeNumber } from "../../../src/hub/tasks.ts";
import { addTestRepo, makeHub } from "../../helpers/hub.ts";

type Row = Record<string, string | number | null>;

/** A hub with the task T1, and another program's connection to it. */
async function hubWithTask() {
  const { hub, path } = await makeHub();
  const { id: repoId } = await addTestRepo(hub);
  const place = { repoId, idRoot: "root", checkout: "here", at: "2026-01-01T00:00:00Z" };
  const head = { title: null, status: null };
  const task = { kind: "add", key: "T1", position: 0, words: { title: "One" } } as const;
  const lists = { tasks: [task], conflicts: [], positions: [] };
  const workstream = { key: "W", id: null, file: "w.md", head, ...lists };
  await applyWrites(hub, place, [workstream]);
  const db = new Database(path, { timeout: 5000 });
  onTestFinished(() => void db.close());
  const row = () => db.prepare("SELECT * FROM tasks WHERE key = 'T1'").all()[0] as Row;
  return { hub, repoId, db, row };
}

test("a plain UPDATE from any client raises rev, the change number and updated_at", async () => {
  const { hub, db, row } = await hubWithTask();
  db.exec("UPDATE tasks SET updated_at = '2020-01-01T00:00:00.000Z'");
  const before = await hub.read(changeNumber);
  const { rev } = row();
  db.exec("UPDATE tasks SET title = 'Two' WHERE key = 'T1'");
  expect(row()).toMatchObject({ title: "Two", rev: Number(rev) + 1, change: before + 1 });
  expect(String(row()["updated_at"]) > "2025").toBe(true);
});

test("a client that sets rev or change itself, or lets triggers recurse, still gets higher numbers", async () => {
  const { hub, db, row } = await hubWithTask();
  db.exec("UPDATE tasks SET rev = 99 WHERE key = 'T1'");
  expect(row()).toMatchObject({ rev: 2 });
  db.exec("PRAGMA recursive_triggers = ON");
  for (const set of ["title = 'Two'", "title = 'Three', change = 1000", "rev = 0"]) {
    const before = Number(row()["rev"]);
    db.exec(`UPDATE tasks SET ${set} WHERE key = 'T1'`);
    expect(Number(row()["rev"])).toBeGreaterThan(before);
    expect(row()["change"]).toBe(await hub.read(changeNumber));
  }
});

test("completed_at comes with done and goes with it, whoever writes", async () => {
  const { db, row } = await hubWithTask();
  db.exec("UPDATE tasks SET status = 'done'");
  const at = row()["completed_at"];
  expect(at).not.toBeNull();
  db.exec("UPDATE tasks SET title = 'still done'");
  expect(row()["completed_at"]).toBe(at);
  db.exec("UPDATE tasks SET status = 'todo'");
  expect(row()["completed_at"]).toBeNull();
});

test("writes, inserts, deletes and a whole workstream's deletion are all seen behind the cursor", async () => {
  const { hub, repoId, db } = await hubWithTask();
  const seen = async (sql: string) => {
    const since = await hub.read(changeNumber);
    db.exec(sql);
    return [...(await hub.read((inner) => changedWorkstreams(inner, repoId, since)))];
  };
  expect(await seen("UPDATE tasks SET priority = 'high'")).toEqual(["W"]);
  expect(
    await seen(
      "INSERT INTO tasks (id, repo_id, workstream_id, key) SELECT 'n', repo_id, id, 'N' FROM workstreams",
    ),
  ).toEqual(["W"]);
  expect(await seen("DELETE FROM tasks WHERE key = 'N'")).toEqual(["W"]);
  expect(await seen("SELECT 1")).toEqual([]);
  expect(await seen("PRAGMA foreign_keys = ON; DELETE FROM workstreams")).toEqual(["W"]);
});

test("the views count what is closed of each workstream and group, without the removed", async () => {
  const { db } = await hubWithTask();
  db.exec(`
    INSERT INTO tasks (id, repo_id, workstream_id, key, status, group_path, removed_at)
    SELECT k, repo_id, id, k, s, '["Epic"]', gone FROM workstreams, (
      SELECT 'A' AS k, 'done' AS s, NULL AS gone
      UNION SELECT 'B', 'todo', NULL
      UNION SELECT 'C', 'done', 'x'
    )`);
  expect(db.prepare("SELECT key, total, closed FROM workstream_progress").all()).toMatchObject([
    { key: "W", total: 3, closed: 1 },
  ]);
  expect(db.prepare("SELECT group_path, total, closed FROM group_progress").all()).toMatchObject([
    { group_path: '["Epic"]', total: 2, closed: 1 },
  ]);
});
