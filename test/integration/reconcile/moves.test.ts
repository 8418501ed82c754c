import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../../src/actions/check/check.ts";
import { describe, expect, test } from "vitest";
import { git } from "../../helpers/repository.ts";
import { crashAt, makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

/** The rows that stand, with the workstream of each. */
const standing = (desk: Desk) =>
  desk.sql(
    "SELECT workstreams.key AS workstream, tasks.key, tasks.title, tasks.status FROM tasks JOIN workstreams ON workstreams.id = workstream_id WHERE removed_at IS NULL ORDER BY 1, 2",
  );
/** What makes a row the same task as before. */
const origin = (desk: Desk, key: string) =>
  desk.sql(
    "SELECT id, created_at FROM tasks WHERE key = ? AND removed_at IS NULL ORDER BY id",
    key,
  );

const [here, there] = ["TASKS.md", "docs/NEXT-TASKLIST.md"];

/** Two lists: T1 and T2 in one, T9 in the other; T1 was begun in the hub. */
async function twoLists(config = ""): Promise<Desk> {
  const desk = await makeDesk(config);
  desk.write(here, "# Now\n\n- [ ] T1: first\n- [ ] T2: second\n");
  desk.write(there, "# Next\n\n- [ ] T9: last\n");
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'T1'");
  await desk.sync();
  return desk;
}

function moveT1(desk: Desk, box = "[ ]"): void {
  desk.write(here, "# Now\n\n- [ ] T2: second\n");
  desk.write(there, `# Next\n\n- [ ] T9: last\n- ${box} T1: first\n`);
}

describe("a task that moves to another file", () => {
  test("keeps its row and what the box cannot show, committed or not", async () => {
    const desk = await twoLists();
    const before = origin(desk, "T1");
    moveT1(desk);
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(origin(desk, "T1")).toEqual(before);
    expect(desk.row("T2")).toMatchObject({ removed_at: null });
    const rows = standing(desk);
    expect(rows).toContainEqual({
      workstream: there,
      key: "T1",
      title: "first",
      status: "in_progress",
    });
    expect(rows).toHaveLength(3);
    desk.commit();
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(standing(desk)).toEqual(rows);
  });

  test("takes what was changed in it on the way to the hub", async () => {
    const desk = await twoLists();
    const before = origin(desk, "T1");
    moveT1(desk, "[x]");
    desk.commit();
    await desk.sync();
    expect(origin(desk, "T1")).toEqual(before);
    expect(standing(desk)).toContainEqual({
      workstream: there,
      key: "T1",
      title: "first",
      status: "done",
    });
  });

  test("keeps its open conflict, which is then decided in the new place", async () => {
    const desk = await twoLists("tasks:\n  policy: ask\n");
    desk.write(here, "# Now\n\n- [x] T1: first\n- [ ] T2: second\n");
    desk.sql("UPDATE tasks SET status = 'cancelled' WHERE key = 'T1'");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    const [conflict] = desk.sql("SELECT id FROM conflicts WHERE resolved_at IS NULL");
    moveT1(desk, "[x]");
    expect(await desk.sync()).toMatchObject({ outcome: "conflict" });
    expect(desk.sql("SELECT id, file, line FROM conflicts WHERE resolved_at IS NULL")).toEqual([
      { ...conflict, file: there, line: 4 },
    ]);
    desk.sql("UPDATE conflicts SET chosen = 'hub'");
    await desk.sync();
    expect(desk.read(there)).toContain("- [-] T1: first");
  });

  test("comes back with its row when the move is undone", async () => {
    const desk = await twoLists();
    const before = origin(desk, "T1");
    moveT1(desk);
    await desk.sync();
    git(desk.home, desk.checkout.path, "checkout", "--quiet", "--", ".");
    await desk.sync();
    expect(origin(desk, "T1")).toEqual(before);
    expect(standing(desk).map(({ workstream, key }) => [workstream, key])).toEqual([
      [here, "T1"],
      [here, "T2"],
      [there, "T9"],
    ]);
    moveT1(desk);
    desk.commit();
    await desk.sync();
    expect(origin(desk, "T1")).toEqual(before);
  });

  test("leaves its id free for a new task in the old place", async () => {
    const desk = await twoLists();
    const before = origin(desk, "T1");
    moveT1(desk);
    desk.commit();
    await desk.sync();
    desk.write(here, "# Now\n\n- [ ] T1: quite another\n- [ ] T2: second\n");
    desk.commit();
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(standing(desk).filter(({ key }) => key === "T1")).toEqual(
      [
        { workstream: here, key: "T1", title: "quite another", status: "todo" },
        { workstream: there, key: "T1", title: "first", status: "in_progress" },
      ].sort((a, b) => (a.workstream < b.workstream ? -1 : 1)),
    );
    expect(origin(desk, "T1")).toEqual(expect.arrayContaining(before));
    expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  });

  test.each(["hub-written", "planned", "bases-moved"] as const)(
    "keeps its row through a crash at %s",
    async (moment) => {
      const desk = await twoLists();
      const before = origin(desk, "T1");
      moveT1(desk, "[x]");
      desk.commit();
      await desk.sync(crashAt(moment));
      await desk.sync();
      expect(origin(desk, "T1")).toEqual(before);
      expect(standing(desk)).toContainEqual({
        workstream: there,
        key: "T1",
        title: "first",
        status: "done",
      });
      expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
      expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    },
  );
});

test("a task that moves to another heading keeps its row; the hub follows the headings", async () => {
  const desk = await makeDesk();
  desk.write(here, "# Now\n\n- [ ] T1: first\n\n# Later\n\n- [ ] T2: second\n");
  desk.commit();
  await desk.sync();
  const before = origin(desk, "T1");
  desk.write(here, "# Now\n\n# Later\n\n- [ ] T2: second\n- [ ] T1: first\n");
  desk.commit();
  await desk.sync();
  expect(origin(desk, "T1")).toEqual(before);
  expect(desk.row("T1")).toMatchObject({ group_path: '["Later"]' });
});

test("a renamed list keeps every row, retitled ones among them", async () => {
  const desk = await twoLists();
  const before = desk.sql("SELECT id, key FROM tasks ORDER BY key");
  const path = join(desk.checkout.path, here);
  renameSync(path, join(desk.checkout.path, "docs/NOW-TASKLIST.md"));
  desk.write("docs/NOW-TASKLIST.md", "# Now\n\n- [ ] T1: first\n- [ ] T2: other words\n");
  desk.commit();
  await desk.sync();
  expect(desk.sql("SELECT id, key FROM tasks WHERE removed_at IS NULL ORDER BY key")).toEqual(
    before,
  );
  expect(standing(desk)[1]).toMatchObject({
    workstream: "docs/NOW-TASKLIST.md",
    key: "T1",
    status: "in_progress",
  });
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a block that moves to another workplan keeps its row", async () => {
  const desk = await makeDesk();
  const [one, two] = ["workplans/one.md", "workplans/two.md"];
  desk.write(one, workplan({ T1: "todo\npriority: high", T2: "todo" }, "id: WP-1"));
  desk.write(two, workplan({ T9: "todo" }, "id: WP-2"));
  desk.commit();
  await desk.sync();
  const before = origin(desk, "T1");
  desk.write(one, workplan({ T2: "todo" }, "id: WP-1"));
  desk.write(two, workplan({ T9: "todo", T1: "doing\npriority: high" }, "id: WP-2"));
  desk.commit();
  await desk.sync();
  expect(origin(desk, "T1")).toEqual(before);
  expect(standing(desk)[1]).toMatchObject({ workstream: "WP-2", key: "T1", status: "in_progress" });
});

test("a renamed workplan file is the same workplan, whatever else changed in it", async () => {
  const desk = await makeDesk();
  desk.write("workplans/a.md", workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  const before = origin(desk, "T1");
  rmSync(join(desk.checkout.path, "workplans/a.md"));
  desk.write("workplans/old/b.md", workplan({ T1: "done", T2: "todo" }));
  desk.commit();
  await desk.sync();
  expect(origin(desk, "T1")).toEqual(before);
  expect(desk.sql("SELECT key, file FROM workstreams")).toEqual([
    { key: "WP-1", file: "workplans/old/b.md" },
  ]);
});

describe("where a second clone is behind", () => {
  test("its old file does not add the task again, and after the pull the row is the same", async () => {
    const one = await twoLists();
    const two = await secondDesk(one);
    await two.sync();
    const before = origin(one, "T1");
    moveT1(one);
    one.commit();
    await one.sync();
    two.write(here, "# Now\n\n- [ ] T1: first\n- [x] T2: second\n");
    await two.sync();
    expect(standing(one).filter(({ key }) => key === "T1")).toHaveLength(1);
    expect(two.read(here)).toContain("- [ ] T1: first");
    one.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1' AND removed_at IS NULL");
    moveT1(two);
    two.write(here, "# Now\n\n- [x] T2: second\n");
    two.commit();
    expect(await two.sync()).toMatchObject({ outcome: "synced" });
    expect(two.read(there)).toContain("- [x] T1: first");
    expect(origin(one, "T1")).toEqual(before);
    expect(one.sql("SELECT id FROM conflicts")).toEqual([]);
  });
});

describe("what did not move", () => {
  test("a copied list does not take the original's tasks", async () => {
    const desk = await twoLists();
    const before = origin(desk, "T1");
    desk.write("docs/COPY-TASKLIST.md", desk.read(here));
    await desk.sync();
    expect(origin(desk, "T1")).toEqual(expect.arrayContaining(before));
    expect(standing(desk).filter(({ key }) => key === "T1")).toMatchObject([
      { workstream: here, status: "in_progress" },
      { workstream: "docs/COPY-TASKLIST.md", status: "todo" },
    ]);
  });

  test("a copied workplan is reported, and neither file's tasks change hands", async () => {
    const desk = await makeDesk();
    desk.write("workplans/z.md", workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    desk.write("workplans/a.md", workplan({ T1: "done", T2: "todo" }));
    await desk.sync();
    expect(standing(desk)).toEqual([
      { workstream: "WP-1", key: "T1", title: "Task T1", status: "todo" },
    ]);
    desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
    await desk.sync();
    expect(desk.read("workplans/z.md")).toContain("status: blocked");
    expect(desk.read("workplans/a.md")).toContain("status: done");
  });

  test("a copy that is read long before its original does not take its tasks either", async () => {
    const desk = await makeDesk();
    desk.write("workplans/z.md", workplan({ T1: "todo" }));
    desk.commit();
    await desk.sync();
    for (let number = 0; number < 220; number += 1)
      desk.write(`workplans/b${number}.md`, workplan({ T1: "todo" }, `id: B-${number}`));
    desk.write("workplans/a.md", workplan({ T1: "done" }));
    desk.commit();
    await desk.sync();
    expect(desk.sql("SELECT file FROM workstreams WHERE key = 'WP-1'")).toEqual([
      { file: "workplans/z.md" },
    ]);
    expect(standing(desk)).toContainEqual({
      workstream: "WP-1",
      key: "T1",
      title: "Task T1",
      status: "todo",
    });
  });

  test("another task under the id of one that went away at the same time", async () => {
    const desk = await twoLists();
    desk.write(here, "# Now\n\n- [ ] T2: second\n");
    desk.write(there, "# Next\n\n- [ ] T9: last\n- [ ] T1: unrelated\n");
    desk.commit();
    await desk.sync();
    expect(standing(desk).filter(({ key }) => key === "T1")).toMatchObject([
      { workstream: there, title: "unrelated", status: "todo" },
    ]);
    expect(desk.sql("SELECT title FROM tasks WHERE removed_at IS NOT NULL")).toEqual([
      { title: "first" },
    ]);
  });

  test("ids that stand twice: reported, and neither is touched", async () => {
    const desk = await twoLists();
    desk.write(here, "# Now\n\n- [x] T1: first\n- [ ] T2: second\n- [ ] T1: again\n");
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'cancelled' WHERE key = 'T1'");
    await desk.sync();
    expect(desk.read(here)).toBe("# Now\n\n- [x] T1: first\n- [ ] T2: second\n- [ ] T1: again\n");
    expect(desk.row("T1")).toMatchObject({ status: "cancelled", title: "first", removed_at: null });
  });
});

describe("an OpenSpec change that is archived", () => {
  const tasks = "openspec/changes/add-login/tasks.md";
  const archived = "openspec/changes/archive/2026-11-20-add-login/tasks.md";

  async function archive(text: string): Promise<Desk> {
    const desk = await makeDesk();
    desk.write(tasks, "## 1. Build\n\n- [x] 1.1 Form\n- [ ] 1.2 Tests\n");
    desk.commit();
    await desk.sync();
    rmSync(join(desk.checkout.path, "openspec/changes/add-login"), { recursive: true });
    desk.write(archived, text);
    desk.commit();
    return desk;
  }

  test("keeps its rows, with what was ticked on the way", async () => {
    const desk = await archive("## 1. Build\n\n- [x] 1.1 Form\n- [x] 1.2 Tests\n");
    await desk.sync();
    expect(standing(desk)).toEqual([
      { workstream: "add-login", key: "1.1", title: "Form", status: "done" },
      { workstream: "add-login", key: "1.2", title: "Tests", status: "done" },
    ]);
    expect(desk.sql("SELECT file FROM workstreams")).toEqual([{ file: archived }]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(await codesOf(desk)).toEqual([]);
  });

  test("does not give its rows to the next change with the same numbers", async () => {
    const desk = await archive("## 1. Build\n\n- [x] 1.1 Form\n- [ ] 1.2 Tests\n");
    desk.write("openspec/changes/add-logout/tasks.md", "- [ ] 1.1 Form\n- [ ] 1.2 Tests\n");
    desk.commit();
    await desk.sync();
    expect(standing(desk).map(({ workstream, key, status }) => [workstream, key, status])).toEqual([
      ["add-login", "1.1", "done"],
      ["add-login", "1.2", "todo"],
      ["add-logout", "1.1", "todo"],
      ["add-logout", "1.2", "todo"],
    ]);
  });
});

async function codesOf(desk: Desk): Promise<string[]> {
  const report = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  return report.findings.map(({ code, file }) => `${code} ${file}`);
}

describe("a workplan that gets another id", () => {
  const plan = "workplans/plan.md";
  const tasks = { T1: "todo", T2: "todo" };

  test("takes its tasks along: the same rows, and none stays behind open", async () => {
    const desk = await makeDesk();
    desk.write(plan, workplan(tasks));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T2'");
    const before = ["T1", "T2"].map((key) => origin(desk, key));
    desk.write(plan, workplan({ ...tasks, T1: "blocked" }, "id: WP-2\ntitle: Plan"));
    await desk.sync();
    expect(["T1", "T2"].map((key) => origin(desk, key))).toEqual(before);
    expect(standing(desk)).toEqual([
      { workstream: "WP-2", key: "T1", title: "Task T1", status: "blocked" },
      { workstream: "WP-2", key: "T2", title: "Task T2", status: "done" },
    ]);
    expect(desk.read(plan)).toBe(workplan({ T1: "blocked", T2: "done" }, "id: WP-2\ntitle: Plan"));
    expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    expect(
      (await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" })).findings,
    ).toEqual([expect.objectContaining({ code: "C-04", message: "2 tasks have no hub id" })]);
  });

  test("does so once for all clones, also those that learn of it by a pull", async () => {
    const one = await makeDesk();
    one.write(plan, workplan(tasks));
    one.commit();
    await one.sync();
    const two = await secondDesk(one);
    await two.sync();
    const before = origin(one, "T1");
    const renamed = workplan(tasks, "id: WP-2\ntitle: Plan");
    one.write(plan, renamed);
    await one.sync();
    expect(await two.sync()).toMatchObject({ outcome: "nothing-to-do" });
    two.write(plan, renamed);
    await two.sync();
    one.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1' AND removed_at IS NULL");
    for (const desk of [one, two]) await desk.sync();
    for (const desk of [one, two])
      expect(desk.read(plan)).toBe(workplan({ ...tasks, T1: "done" }, "id: WP-2\ntitle: Plan"));
    expect(origin(one, "T1")).toEqual(before);
  });

  test("keeps apart what two workplans hold that exchange their ids", async () => {
    const desk = await makeDesk();
    const other = "workplans/other.md";
    desk.write(plan, workplan({ T1: "todo" }));
    desk.write(other, workplan({ T1: "done" }, "id: WP-9\ntitle: Other"));
    desk.commit();
    await desk.sync();
    const before = desk.sql("SELECT id FROM tasks ORDER BY id");
    desk.write(other, workplan({ T1: "todo" }));
    desk.write(plan, workplan({ T1: "done" }, "id: WP-9\ntitle: Other"));
    await desk.sync();
    expect(desk.sql("SELECT id FROM tasks ORDER BY id")).toEqual(before);
    expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
  });
});

describe("a clone that edits a task in its old place, since it has not heard of the move", () => {
  const list = Array.from({ length: 8 }, (_, at) => `- [ ] **T${at}: task ${at}**\n`).join("");

  /** Ada has renamed the list; Ben has not pulled, and both have synced. */
  async function renamed(settings: string): Promise<{ ada: Desk; ben: Desk; pull: () => void }> {
    const ada = await makeDesk(settings);
    ada.write("a/TASKS.md", `# A\n\n${list}`);
    ada.commit();
    await ada.sync();
    const ben = await secondDesk(ada);
    await ben.sync();
    git(ada.home, ada.checkout.path, "mv", "a", "b");
    ada.commit("rename");
    await ada.sync();
    const remote = join(ada.home.path, "remote.git");
    const pull = () => {
      git(ada.home, ada.checkout.path, "push", "--quiet", remote, "main");
      git(ben.home, ben.checkout.path, "pull", "--quiet", "--rebase", remote, "main");
    };
    return { ada, ben, pull };
  }

  const edit = (ben: Desk) => {
    const before = ben.read("a/TASKS.md");
    ben.write("a/TASKS.md", before.replace("[ ] **T1", "[x] **T1").replace("task 3", "new title"));
    ben.commit("edit");
  };

  test.each(["ask", "markdown", "hub"])(
    "loses nothing once it pulls (policy %s)",
    async (policy) => {
      const { ada, ben, pull } = await renamed(`tasks:\n  policy: ${policy}\n`);
      edit(ben);
      await ben.sync();
      pull();
      const pulled = ben.read("b/TASKS.md");
      expect(await ben.sync()).toMatchObject({ outcome: "conflict" });
      expect(ben.read("b/TASKS.md")).toBe(pulled);
      expect(
        ben.sql("SELECT field, markdown, hub FROM conflicts WHERE resolved_at IS NULL ORDER BY 1"),
      ).toEqual([
        { field: "status", markdown: "done", hub: "todo" },
        { field: "title", markdown: "new title", hub: "task 3" },
      ]);
      ben.sql("UPDATE conflicts SET chosen = 'markdown' WHERE resolved_at IS NULL");
      await ben.sync();
      await ada.sync();
      expect(ada.read("b/TASKS.md")).toContain("- [x] **T1: task 1**");
      for (const desk of [ben, ada])
        expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
    },
  );

  test("nor where somebody removes the row that came back in between", async () => {
    const { ben, pull } = await renamed("");
    edit(ben);
    await ben.sync();
    const removed = "UPDATE tasks SET removed_at = '2026-01-01T00:00:00Z' WHERE status = 'done'";
    ben.sql(removed);
    pull();
    const pulled = ben.read("b/TASKS.md");
    expect(await ben.sync()).toMatchObject({ outcome: "conflict" });
    expect(ben.read("b/TASKS.md")).toBe(pulled);
  });
});

test("the hub's value comes again where it was stashed and a pull then renames its file", async () => {
  const ada = await makeDesk();
  ada.write("a/TASKS.md", "- [ ] **T1: one**\n- [ ] **T2: two**\n");
  ada.commit();
  await ada.sync();
  const ben = await secondDesk(ada);
  await ben.sync();
  ben.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await ben.sync();
  git(ada.home, ada.checkout.path, "mv", "a", "b");
  ada.commit();
  const remote = join(ada.home.path, "remote.git");
  git(ada.home, ada.checkout.path, "push", "--quiet", remote, "main");
  git(ben.home, ben.checkout.path, "stash", "--quiet");
  git(ben.home, ben.checkout.path, "pull", "--quiet", "--ff-only", remote, "main");
  expect(ben.read("b/TASKS.md")).toContain("- [ ] **T1");
  await ben.sync();
  expect(standing(ben)[0]).toMatchObject({ key: "T1", status: "done" });
  expect(ben.read("b/TASKS.md")).toContain("- [x] **T1");
  expect(await ben.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a value that was committed, and taken back in a commit after the file was renamed, stays taken back", async () => {
  const desk = await makeDesk();
  const list = (box: string) => `- [${box}] **T1: one**\n- [ ] **T2: two**\n`;
  desk.write("a/TASKS.md", list(" "));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  desk.commit("the hub's value");
  git(desk.home, desk.checkout.path, "mv", "a", "b");
  desk.write("b/TASKS.md", list(" "));
  desk.commit("renamed, and taken back");
  await desk.sync();
  expect(standing(desk)[0]).toMatchObject({ key: "T1", status: "todo" });
  expect(desk.read("b/TASKS.md")).toBe(list(" "));
});
