import { describe, expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { makeDesk, type Desk } from "../../helpers/tasks.ts";

const bad = "workplans/bad.md";
const good = "workplans/good.md";
const list = "TASKS.md";

/** A workplan whose one task, T1, has a title in its YAML; the frontmatter is `head`. */
const plan = (head: string, title: string) =>
  `---\n${head}\n---\n# Plan\n## Head\n\`\`\`task\nid: T1\ntitle: ${title}\nstatus: todo\n\`\`\`\n`;

const codes = async ({ ctx, checkout }: Desk) => {
  const { findings } = await check(ctx, checkout, { mode: "report", ids: "keep" });
  return findings
    .filter(({ code }) => code !== "C-04")
    .map(({ code, file, line }) => `${code} ${file}:${line}`);
};

const titles = (desk: Desk) =>
  desk.sql("SELECT key, title, status FROM tasks WHERE removed_at IS NULL ORDER BY key, title");

/** As YAML and markdown can hold it: what no database takes, in a word that is otherwise fine. */
const spoilt: [string, string, string][] = [
  ["a NUL", bad, plan("id: B", '"a\\0b"')],
  ["half a surrogate pair", bad, plan("id: B", '"a\\ud800b"')],
  ["a NUL in a heading", bad, plan("id: B", "x").replace("title: x\n", "").replace("Head", "a\0b")],
  ["a NUL in a list", list, "- [ ] T1: a\0b\n"],
];

describe.each(spoilt)("a title with %s", (_, file, text) => {
  const line = file === list ? 1 : 6;

  test("is told with its line and left alone, and all else syncs", async () => {
    const desk = await makeDesk();
    desk.write(file, text);
    desk.write(good, plan("id: G", "fine"));
    desk.commit();
    await desk.sync();
    expect(titles(desk)).toEqual([
      { key: "T1", title: "", status: "todo" },
      { key: "T1", title: "fine", status: "todo" },
    ]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(desk.read(file)).toBe(text);
    expect(await codes(desk)).toEqual([`C-08 ${file}:${line}`]);
    desk.sql("UPDATE tasks SET status = 'done' WHERE title = ''");
    await desk.sync();
    expect(desk.read(file)).toBe(text.replace("todo", "done").replace("[ ]", "[x]"));
  });

  test("syncs as soon as it is mended, without a question", async () => {
    const desk = await makeDesk();
    desk.write(file, text);
    desk.commit();
    await desk.sync();
    const mended = text.replace(/\0|\\0|\\ud800/, "");
    desk.write(file, mended);
    await desk.sync();
    expect(titles(desk)).toEqual([{ key: "T1", title: "ab", status: "todo" }]);
    expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
    expect(await codes(desk)).toEqual([]);
  });

  test("keeps the hub's title as it stood, also once it is committed", async () => {
    const desk = await makeDesk();
    desk.write(file, text.replace(/\0|\\0|\\ud800/, "-"));
    desk.commit();
    await desk.sync();
    desk.write(file, text);
    desk.commit();
    await desk.sync();
    expect(titles(desk)).toEqual([{ key: "T1", title: "a-b", status: "todo" }]);
    expect(desk.read(file)).toBe(text);
  });
});

test("a priority that no database takes is no edit of the hub's, and syncs once it is mended", async () => {
  const desk = await makeDesk();
  desk.write(bad, plan("id: B", 'x\npriority: "hi\\0gh"'));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ title: "x", priority: null });
  desk.write(bad, plan("id: B", "x\npriority: high"));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ title: "x", priority: "high" });
  expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
});

test.each(['title: "a\\0b"', 'title: "a\\ud800b"', 'status: "a\\0b"'])(
  "a workplan's own %s is told, and does not reach the hub; its tasks do",
  async (line) => {
    const desk = await makeDesk();
    const text = plan(`id: B\n${line}`, "x");
    desk.write(bad, text);
    desk.commit();
    await desk.sync();
    expect(desk.row("T1")).toMatchObject({ title: "x" });
    const [key = ""] = line.split(":");
    expect(desk.sql(`SELECT ${key} FROM workstreams`)).toEqual([{ [key]: null }]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(desk.read(bad)).toBe(text);
    expect(await codes(desk)).toEqual([`C-08 ${bad}:1`]);
  },
);

test.each(['"W\\0x"', '"W\\ud800"', `"${"W1".repeat(101)}"`])(
  "a workplan with the id %s is told and left alone, and the file beside it syncs",
  async (id) => {
    const desk = await makeDesk();
    const text = plan(`title: Plan\nid: ${id}`, "x");
    desk.write(bad, text);
    desk.write(good, plan("id: G", "fine"));
    desk.commit();
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(titles(desk)).toEqual([{ key: "T1", title: "fine", status: "todo" }]);
    desk.write(good, plan("id: G", "finer"));
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(titles(desk)).toEqual([{ key: "T1", title: "finer", status: "todo" }]);
    await check(desk.ctx, desk.checkout, { mode: "fix", ids: "give" });
    expect(desk.read(bad)).toBe(text);
    expect(await codes(desk)).toEqual([`C-24 ${bad}:3`]);
  },
);

test("a hub id that no database takes is unknown to the hub, and the task syncs by its own id", async () => {
  const desk = await makeDesk();
  desk.write(bad, plan("id: B", 'x\nstate_hub_task_id: "a\\0b"'));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ title: "x" });
  expect(await codes(desk)).toEqual([`C-05 ${bad}:6`]);
});
