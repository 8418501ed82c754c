import { describe, expect, test } from "vitest";
import { git } from "../../helpers/repository.ts";
import { crashAt, makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

const push = ({ home, checkout }: Desk) =>
  void git(home, checkout.path, "push", "--quiet", `${home.path}/remote.git`, "main");
const pull = ({ home, checkout }: Desk) =>
  void git(home, checkout.path, "pull", "--quiet", "--ff-only", `${home.path}/remote.git`, "main");

const conflicts = (desk: Desk) =>
  desk.sql("SELECT field, base, markdown, hub, chosen FROM conflicts ORDER BY field");

/**
 * Two clones that agree with the hub. While the second sleeps, the first commits that T1 is done, and the hub hears of
 * it; then somebody says in the hub that it is not. Only then does the second get the commit.
 */
async function doneAndNot(config: string, notDone: string): Promise<{ first: Desk; second: Desk }> {
  const first = await makeDesk(config);
  first.write(file, workplan({ T1: "todo", T2: "todo" }));
  first.commit();
  await first.sync();
  const second = await secondDesk(first);
  await second.sync();
  first.write(file, workplan({ T1: "done", T2: "todo" }));
  first.commit();
  push(first);
  await first.sync();
  expect(first.row("T1")).toMatchObject({ status: "done" });
  first.sql(notDone);
  await first.sync();
  expect(first.read(file)).toBe(workplan({ T1: "todo", T2: "todo" }));
  pull(second);
  return { first, second };
}

const notDone = "UPDATE tasks SET status = 'todo' WHERE key = 'T1'";
const asked = { field: "status", base: "todo", markdown: "done", hub: "todo" };

describe("where the hub went to another word and back, a commit that is older than the way back", () => {
  test("is kept beside it in a conflict's row", async () => {
    const { second } = await doneAndNot("", notDone);
    expect(await second.sync()).toMatchObject({ outcome: "synced" });
    expect(conflicts(second)).toEqual([{ ...asked, chosen: "markdown" }]);
  });

  test("goes after the hub where that leads", async () => {
    const { first, second } = await doneAndNot("tasks:\n  policy: hub\n", notDone);
    await second.sync();
    expect(second.read(file)).toBe(workplan({ T1: "todo", T2: "todo" }));
    expect(first.row("T1")).toMatchObject({ status: "todo" });
    expect(conflicts(first)).toEqual([{ ...asked, chosen: "hub" }]);
    for (const desk of [first, second])
      expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  });

  test("is asked about where nobody leads, and what is chosen comes to stand", async () => {
    const { first, second } = await doneAndNot("tasks:\n  policy: ask\n", notDone);
    expect(await second.sync()).toMatchObject({ outcome: "conflict" });
    expect(conflicts(first)).toEqual([{ ...asked, chosen: null }]);
    expect(first.row("T1")).toMatchObject({ status: "todo" });
    first.sql("UPDATE conflicts SET chosen = 'markdown'");
    await second.sync();
    expect(first.row("T1")).toMatchObject({ status: "done" });
    expect(await second.sync()).toMatchObject({ outcome: "nothing-to-do" });
  });

  test("is so of every field", async () => {
    const { first, second } = await doneAndNot("tasks:\n  policy: ask\n", notDone);
    await second.sync();
    first.sql("UPDATE conflicts SET chosen = 'hub'");
    for (const desk of [second, first, second]) await desk.sync();
    for (const words of [
      "title = 'Other', priority = 'high', needs_human = 1",
      "title = 'Task T2', priority = NULL, needs_human = 0",
    ])
      first.sql(`UPDATE tasks SET ${words} WHERE key = 'T2'`);
    const text = workplan({ T1: "todo", T2: "todo\npriority: high\nneeds_human: yes" });
    second.write(file, text.replace("Task T2", "Other"));
    await second.sync();
    const open = first.sql(
      "SELECT field, markdown, hub FROM conflicts WHERE resolved_at IS NULL ORDER BY field",
    );
    expect(open).toEqual([
      { field: "needs_human", markdown: "true", hub: "false" },
      { field: "priority", markdown: "high", hub: null },
      { field: "title", markdown: "Other", hub: "Task T2" },
    ]);
  });
});

test("a word that the hub never said is no older than its way there and back: a claim that was given back asks nobody", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  for (const status of ["in_progress", "todo"]) desk.sql("UPDATE tasks SET status = ?", status);
  desk.write(file, workplan({ T1: "done" }));
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  expect([desk.row("T1")?.["status"], conflicts(desk)]).toEqual(["done", []]);
});

test("a question about such a word stands until somebody answers it", async () => {
  const { first, second } = await doneAndNot("tasks:\n  policy: ask\n", notDone);
  for (let run = 1; run <= 3; run += 1)
    expect(await second.sync()).toMatchObject({ outcome: "conflict" });
  first.sql("UPDATE conflicts SET chosen = 'hub'");
  await second.sync();
  expect(second.read(file)).toBe(workplan({ T1: "todo", T2: "todo" }));
});

test("what the hub went away from and came back to is no news by itself, nor later", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  const text = workplan({ T1: "todo" });
  desk.write(file, text);
  await desk.sync();
  for (const status of ["done", "todo"]) desk.sql("UPDATE tasks SET status = ?", status);
  const before = desk.sql("SELECT * FROM tasks");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect([desk.read(file), desk.sql("SELECT * FROM tasks")]).toEqual([text, before]);
  desk.write(file, workplan({ T1: "done" }));
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(conflicts(desk)).toEqual([]);
});

test.each(["hub-written", "bases-moved"] as const)(
  "what a run that dies at %s has written itself is nobody else's",
  async (moment) => {
    const desk = await makeDesk("tasks:\n  policy: ask\n");
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync();
    desk.write(file, workplan({ T1: "done\npriority: high" }));
    await desk.sync(crashAt(moment)).catch(() => {});
    expect(desk.row("T1")).toMatchObject({ status: "done", priority: "high" });
    desk.write(file, workplan({ T1: "todo\npriority: low" }));
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(desk.row("T1")).toMatchObject({ status: "todo", priority: "low" });
    expect(conflicts(desk)).toEqual([]);
  },
);

test("a task that the hub has had back is not removed by a commit from before", async () => {
  const first = await makeDesk();
  first.write(file, workplan({ T1: "todo", T2: "todo" }));
  first.commit();
  await first.sync();
  const second = await secondDesk(first);
  await second.sync();
  first.write(file, workplan({ T1: "todo" }));
  first.commit();
  push(first);
  await first.sync();
  expect(first.row("T2")?.["removed_at"]).not.toBeNull();
  first.sql("UPDATE tasks SET removed_at = NULL WHERE key = 'T2'");
  pull(second);
  await second.sync();
  expect(first.row("T2")).toMatchObject({ removed_at: null });
  for (const desk of [first, second])
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a task that was removed, had back and deleted again is removed again", async () => {
  const desk = await makeDesk();
  const whole = workplan({ T1: "todo", T2: "todo" });
  for (const text of [whole, workplan({ T1: "todo" }), whole, workplan({ T1: "todo" })]) {
    desk.write(file, text);
    desk.commit();
    await desk.sync();
    const isHere = desk.row("T2")?.["removed_at"] === null;
    expect(isHere).toBe(text === whole);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  }
});

/** The hub has gone to another word and back, and each was written into the file. */
async function writtenThereAndBack(path: string, text: string, config = ""): Promise<Desk> {
  const desk = await makeDesk(`tasks:\n  policy: ask\n${config}`);
  desk.write(path, text);
  desk.commit();
  await desk.sync();
  for (const status of ["done", "todo"]) {
    desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", status);
    await desk.sync();
  }
  expect(desk.read(path)).toBe(text);
  return desk;
}

test.each(["", "  create_in_markdown: true\n"])(
  "a task is deleted after that as any other: %s",
  async (config) => {
    const desk = await writtenThereAndBack(file, workplan({ T1: "todo", T2: "todo" }), config);
    desk.write(file, workplan({ T2: "todo" }));
    desk.commit();
    await desk.sync();
    expect(desk.row("T1")?.["removed_at"]).not.toBeNull();
    expect(desk.read(file)).toBe(workplan({ T2: "todo" }));
  },
);

test.each(["done", "blocked"])("a person's committed %s after that is an edit", async (status) => {
  const desk = await writtenThereAndBack(file, workplan({ T1: "todo" }));
  desk.write(file, workplan({ T1: status }));
  desk.commit();
  await desk.sync();
  expect([desk.row("T1")?.["status"], conflicts(desk)]).toEqual([status, []]);
});

test("a list that is renamed and edited after that keeps its edit", async () => {
  const [before, after] = ["docs/A-TASKLIST.md", "docs/B-TASKLIST.md"];
  const desk = await writtenThereAndBack(before, "- [ ] **T1: one**\n");
  git(desk.home, desk.checkout.path, "mv", before, after);
  desk.write(after, "- [x] **T1: one**\n");
  desk.commit();
  await desk.sync();
  const [row] = desk.sql("SELECT status FROM tasks WHERE removed_at IS NULL");
  expect([row, conflicts(desk)]).toEqual([{ status: "done" }, []]);
});

test("while a conflict waits, the hub takes its edit back by going back", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'blocked'");
  desk.write(file, workplan({ T1: "done" }));
  expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
  desk.sql("UPDATE tasks SET status = 'todo'");
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
});

test("a box that stands for the hub's word is not written because the hub had another one meanwhile", async () => {
  const desk = await makeDesk();
  const list = (second: string) => `- [ ] **T1: one**\n- [${second}] **T2: two**\n`;
  desk.write("TASKS.md", list(" "));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'T1'");
  await desk.sync();
  desk.write("TASKS.md", list("/"));
  await desk.sync();
  const text = desk.read("TASKS.md");
  for (const status of ["done", "in_progress"])
    desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", status);
  await desk.sync();
  expect(desk.read("TASKS.md")).toBe(text);
});

test("a word that the hub said before this checkout was told that it is back is no older than what came later", async () => {
  const desk = await writtenThereAndBack(file, workplan({ T1: "todo" }));
  for (const status of ["in_progress", "todo"]) desk.sql("UPDATE tasks SET status = ?", status);
  desk.write(file, workplan({ T1: "done" }));
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  expect([desk.row("T1")?.["status"], conflicts(desk)]).toEqual(["done", []]);
});
