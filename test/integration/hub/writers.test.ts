import { describe, expect, test } from "vitest";
import { applyWrites } from "../../../src/hub/apply.ts";
import type { HubDb } from "../../../src/hub/hub.ts";
import { changedWorkstreams } from "../../../src/hub/tasks.ts";
import { addTestRepo } from "../../helpers/hub.ts";
import { hubKinds, openTestHub, type HubKind } from "../../helpers/hub-kinds.ts";

/** A hub with the task T1, and another program's way to it. */
async function hubWithTask(kind: HubKind) {
  const url = await kind.newUrl();
  const hub = await openTestHub(url);
  const { id: repoId } = await addTestRepo(hub);
  const from = { checkout: "here", placedBy: "here#main" };
  const place = {
    repoId,
    idRoot: "root",
    ...from,
    at: "2026-01-01T00:00:00Z",
    receipt: "first",
    restore: null,
  };
  const head = { title: null, status: null };
  const task = { kind: "add", key: "T1", position: 0, words: { title: "One" } } as const;
  const lists = { tasks: [task], conflicts: [], positions: [] };
  const workstream = { key: "W", id: null, file: "w.md", head, ...lists };
  await applyWrites(hub, place, [workstream]);
  const sql = (text: string) => kind.sql(url, text);
  const row = async () => (await sql("SELECT * FROM tasks WHERE key = 'T1'"))[0] ?? {};
  const change = () => hub.read(hub.dialect.changeNumber);
  return { url, hub, repoId, sql, row, change };
}

describe.each(hubKinds())("on $name", (kind) => {
  describe.skipIf(kind.isMissing())("any client is a first-class writer", () => {
    test("a plain UPDATE from any client raises rev, the change number and updated_at", async () => {
      const { sql, row, change } = await hubWithTask(kind);
      await sql("UPDATE tasks SET updated_at = '2020-01-01T00:00:00.000Z'");
      const before = await change();
      const { rev } = await row();
      await sql("UPDATE tasks SET title = 'Two' WHERE key = 'T1'");
      const after = await row();
      expect(after).toMatchObject({ title: "Two" });
      expect(Number(after["rev"])).toBe(Number(rev) + 1);
      expect(Number(after["change"])).toBeGreaterThan(before);
      expect(await change()).toBe(Number(after["change"]));
      expect(String(after["updated_at"]) > "2025").toBe(true);
    });

    test("a client that sets rev or change itself still gets higher numbers", async () => {
      const { sql, row, change } = await hubWithTask(kind);
      await sql("UPDATE tasks SET rev = 99 WHERE key = 'T1'");
      expect(Number((await row())["rev"])).toBe(2);
      for (const set of ["title = 'Two'", "title = 'Three', change = 1000", "rev = 0"]) {
        const before = Number((await row())["rev"]);
        await sql(`UPDATE tasks SET ${set} WHERE key = 'T1'`);
        expect(Number((await row())["rev"])).toBeGreaterThan(before);
        expect(Number((await row())["change"])).toBe(await change());
      }
    });

    test("each change of a word is counted, also back to what it was, and no client sets the counts", async () => {
      const { sql, row } = await hubWithTask(kind);
      const counts = async () => {
        const now = await row();
        return ["title", "status", "priority", "needs_human", "removed"].map((name) =>
          Number(now[`${name}_rev`]),
        );
      };
      const passed = () => sql("SELECT field, word, rev FROM passed_words ORDER BY field, rev");
      const after = async (set: string) => {
        await sql(`UPDATE tasks SET ${set} WHERE key = 'T1'`);
        return counts();
      };
      expect(await counts()).toEqual([0, 0, 0, 0, 0]);
      expect(await after("status = 'done'")).toEqual([0, 1, 0, 0, 0]);
      expect(await after("status = 'todo', title = 'One'")).toEqual([0, 2, 0, 0, 0]);
      expect(await after("title = 'Two', priority = 'high'")).toEqual([1, 2, 1, 0, 0]);
      expect(await after("priority = NULL, position = 7")).toEqual([1, 2, 2, 0, 0]);
      expect(await after("needs_human = 1")).toEqual([1, 2, 2, 1, 0]);
      await sql("UPDATE interventions SET status = 'resolved'");
      expect(await counts()).toEqual([1, 2, 2, 2, 0]);
      expect(await after("removed_at = '2026-01-01T00:00:00Z'")).toEqual([1, 2, 2, 2, 1]);
      expect(await after("group_path = '[]'")).toEqual([1, 2, 2, 2, 1]);
      expect(await passed()).toEqual([
        { field: "needs_human", word: "0", rev: 1 },
        { field: "needs_human", word: "1", rev: 2 },
        { field: "priority", word: null, rev: 1 },
        { field: "priority", word: "high", rev: 2 },
        { field: "status", word: "todo", rev: 1 },
        { field: "status", word: "done", rev: 2 },
        { field: "title", word: "One", rev: 1 },
      ]);
      // An edit has a removed task back.
      expect(await after("status = NULL")).toEqual([1, 3, 2, 2, 2]);
      expect(await after("status_rev = 99, removed_rev = 0")).toEqual([1, 3, 2, 2, 2]);
      for (let at = 1; at <= 120; at += 1) await sql(`UPDATE tasks SET title = 'No. ${at}'`);
      const titles = (await passed()).filter(({ field }) => field === "title");
      expect([titles.length, Math.min(...titles.map(({ rev }) => Number(rev)))]).toEqual([100, 22]);
      await sql("DELETE FROM tasks");
      expect(await passed()).toEqual([]);
      await sql(
        "INSERT INTO tasks (id, repo_id, workstream_id, key, status_rev, removed_rev) SELECT 't', repo_id, id, 'T1', 7, 7 FROM workstreams",
      );
      expect(await counts()).toEqual([0, 0, 0, 0, 0]);
    });

    test("a word of any length can be changed", async () => {
      const { sql, row } = await hubWithTask(kind);
      const long = Array.from({ length: 9000 }, (_, at) => at.toString(36)).join(" ");
      for (const title of [long, `${long}!`, "short"])
        await sql(`UPDATE tasks SET title = '${title}'`);
      expect(await row()).toMatchObject({ title: "short", title_rev: 3 });
    });

    test("the words that a row has had go with it, or come along with its id", async () => {
      const { sql } = await hubWithTask(kind);
      // As SQLite's own shell does; PostgreSQL knows no such thing.
      const off = kind.name === "SQLite" ? "PRAGMA foreign_keys = OFF; " : "";
      await sql(`${off}UPDATE tasks SET status = 'done'; UPDATE tasks SET id = 'other'`);
      expect(await sql("SELECT task_id, word FROM passed_words")).toEqual([
        { task_id: "other", word: "todo" },
      ]);
      await sql(`${off}DELETE FROM tasks`);
      expect(await sql("SELECT task_id FROM passed_words")).toEqual([]);
    });

    test("text with a NUL in it is refused as something that no hub holds, and the row stays", async () => {
      const { hub, row } = await hubWithTask(kind);
      const write = hub.write((db) =>
        db.updateTable("tasks").set({ title: "a\0b" }).where("key", "=", "T1").execute(),
      );
      await expect(write).rejects.toMatchObject({
        code: "usage",
        hint: "leave that character out",
      });
      expect(await row()).toMatchObject({ title: "One" });
    });

    test("half a surrogate pair, which YAML can name, is U+FFFD in the hub", async () => {
      const { hub, repoId } = await hubWithTask(kind);
      const from = { checkout: "here", placedBy: "here#main" };
      const place = {
        repoId,
        idRoot: "root",
        ...from,
        at: "2026-01-01T00:00:00Z",
        receipt: "2",
        restore: null,
      };
      const task = { kind: "add", key: "T2", position: 1, words: { title: "a\ud800b" } } as const;
      const lists = { tasks: [task], conflicts: [], positions: [] };
      const head = { title: null, status: null };
      await applyWrites(hub, place, [{ key: "W2", id: null, file: "w2.md", head, ...lists }]);
      const read = (db: HubDb) =>
        db.selectFrom("tasks").select("title").where("key", "=", "T2").execute();
      expect(await hub.read(read)).toMatchObject([{ title: "a\ufffdb" }]);
    });

    test("completed_at comes with done and goes with it, whoever writes", async () => {
      const { sql, row } = await hubWithTask(kind);
      await sql("UPDATE tasks SET status = 'done'");
      const { completed_at: at } = await row();
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      await sql("UPDATE tasks SET title = 'still done'");
      expect((await row())["completed_at"]).toBe(at);
      await sql("UPDATE tasks SET status = 'todo'");
      expect((await row())["completed_at"]).toBeNull();
    });

    test("an edit of a removed task has it back, whoever makes it; a removal with an edit in it does not", async () => {
      const { sql, row } = await hubWithTask(kind);
      const isRemoved = async () => (await row())["removed_at"] !== null;
      await sql("UPDATE tasks SET removed_at = '2026-01-02', status = 'cancelled'");
      expect(await isRemoved()).toBe(true);
      await sql("UPDATE tasks SET position = 7, group_path = '[\"Epic\"]', status = 'cancelled'");
      expect(await isRemoved()).toBe(true);
      for (const set of [
        "title = 'Two'",
        "status = NULL",
        "priority = 'high'",
        "needs_human = 1",
      ]) {
        await sql("UPDATE tasks SET removed_at = '2026-01-02'");
        const { rev } = await row();
        await sql(`UPDATE tasks SET ${set}`);
        expect(await isRemoved()).toBe(false);
        expect(Number((await row())["rev"])).toBe(Number(rev) + 1);
      }
    });

    test("an answer to a removed task's open request closes it, and the task stays removed", async () => {
      const { sql, row } = await hubWithTask(kind);
      const answers = [
        "UPDATE interventions SET status = 'resolved'",
        "DELETE FROM interventions",
        "UPDATE tasks SET needs_human = 0",
      ];
      for (const answer of answers) {
        await sql("UPDATE tasks SET needs_human = 1");
        await sql("UPDATE tasks SET removed_at = '2026-01-02'");
        await sql(answer);
        expect(await row()).toMatchObject({ needs_human: 0, removed_at: "2026-01-02" });
        expect(await sql("SELECT id FROM interventions WHERE status = 'open'")).toEqual([]);
      }
      await sql(
        "UPDATE interventions SET status = 'open' WHERE id = (SELECT min(id) FROM interventions)",
      );
      expect(await row()).toMatchObject({ needs_human: 1, removed_at: null });
    });

    test("writes, inserts, deletes and a whole workstream's deletion are all seen behind the cursor", async () => {
      const { hub, repoId, sql, change } = await hubWithTask(kind);
      const seen = async (text: string) => {
        const since = await change();
        await sql(text);
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
      expect(await seen("DELETE FROM workstreams")).toEqual(["W"]);
    });

    test("the views count what is closed of each workstream and group, without the removed", async () => {
      const { sql } = await hubWithTask(kind);
      await sql(`
        INSERT INTO tasks (id, repo_id, workstream_id, key, status, group_path, removed_at)
        SELECT k, repo_id, id, k, s, '["Epic"]', gone FROM workstreams CROSS JOIN (
          SELECT 'A' AS k, 'done' AS s, NULL AS gone
          UNION SELECT 'B', 'todo', NULL
          UNION SELECT 'C', 'done', 'x'
        ) AS given`);
      const counts = (rows: Record<string, unknown>[]) =>
        rows.map(({ total, closed }) => [Number(total), Number(closed)]);
      expect(counts(await sql("SELECT * FROM workstream_progress"))).toEqual([[3, 1]]);
      expect(counts(await sql("SELECT * FROM group_progress"))).toEqual([[2, 1]]);
    });
  });
});

test("on SQLite a client that lets triggers recurse gets one higher number, not many", async () => {
  const [kind] = hubKinds();
  if (!kind) throw new Error("no SQLite");
  const { sql, row, change } = await hubWithTask(kind);
  await sql("PRAGMA recursive_triggers = ON; UPDATE tasks SET title = 'Two' WHERE key = 'T1'");
  expect(await row()).toMatchObject({ rev: 2, change: await change() });
});
