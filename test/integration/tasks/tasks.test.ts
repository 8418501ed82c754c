import { expect, test } from "vitest";
import { addTask } from "../../../src/actions/tasks/add-task.ts";
import { findTask, taskOfId } from "../../../src/actions/tasks/find-task.ts";
import { listTasks, type TaskFilter } from "../../../src/actions/tasks/list-tasks.ts";
import { setTask } from "../../../src/actions/tasks/set-task.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const everything: TaskFilter = {
  repoIds: null,
  statuses: null,
  workstream: null,
  needsHuman: "any",
  removed: "hide",
  limit: 100,
  after: null,
};

async function filledDesk(): Promise<Desk> {
  const desk = await makeDesk();
  const tasks = { T1: "todo", T2: "done", T10: "blocked\nneeds_human: true" };
  desk.write(file, workplan(tasks));
  desk.write("TASKS.md", "# Epic\n\n## A\n\n- [x] T1: one\n\n## B\n\n- [ ] T2: two\n");
  await desk.sync();
  return desk;
}

const keys = async (desk: Desk, filter: Partial<TaskFilter>) => {
  const { tasks } = await listTasks(desk.ctx, { ...everything, ...filter });
  return tasks.map(({ workstream, key }) => `${workstream} ${key}`);
};

test("tasks come by workstream and key, T2 before T10, and by their filters", async () => {
  const desk = await filledDesk();
  expect(await keys(desk, {})).toEqual([
    "TASKS.md T1",
    "TASKS.md T2",
    "WP-1 T1",
    "WP-1 T2",
    "WP-1 T10",
  ]);
  expect(await keys(desk, { workstream: "WP-1", statuses: ["done", "blocked"] })).toEqual([
    "WP-1 T2",
    "WP-1 T10",
  ]);
  expect(await keys(desk, { needsHuman: "only" })).toEqual(["WP-1 T10"]);
  expect(await keys(desk, { repoIds: [] })).toEqual([]);
  desk.sql("UPDATE tasks SET status = 'Waiting-' WHERE key = 'T1'");
  desk.sql("UPDATE tasks SET status = 'On-Hold' WHERE key = 'T1'");
  expect(await keys(desk, { statuses: ["blocked"] })).toContain("WP-1 T1");
  desk.sql("UPDATE tasks SET removed_at = 'now' WHERE key = 'T2'");
  expect(await keys(desk, {})).not.toContain("WP-1 T2");
  expect(await keys(desk, { removed: "show" })).toContain("WP-1 T2");
});

test.each([1, 2, 3, 5, 9])("pages of %i hold every task once, in order", async (limit) => {
  const desk = await filledDesk();
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await listTasks(desk.ctx, { ...everything, limit, after });
    expect(page.tasks.length).toBeLessThanOrEqual(limit);
    seen.push(...page.tasks.map(({ workstream, key }) => `${workstream} ${key}`));
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual(await keys(desk, {}));
  await expect(listTasks(desk.ctx, { ...everything, after: "nonsense" })).rejects.toThrow(
    "is not where a list of tasks ended",
  );
});

test("a list tells how far each workstream and each heading, with those below it, has come", async () => {
  const desk = await filledDesk();
  const { workstreams } = await listTasks(desk.ctx, everything);
  expect(workstreams).toMatchObject([
    {
      key: "TASKS.md",
      total: 2,
      closed: 1,
      groups: [
        { path: ["Epic"], total: 2, closed: 1 },
        { path: ["Epic", "A"], total: 1, closed: 1 },
        { path: ["Epic", "B"], total: 1, closed: 0 },
      ],
    },
    { key: "WP-1", title: "Plan", total: 3, closed: 1 },
  ]);
});

test("a task is found by its hub id or key; a key that several workstreams use needs the workstream", async () => {
  const desk = await filledDesk();
  const scope = { repoIds: null, workstream: null };
  const task = await findTask(desk.ctx, "T10", scope);
  expect(task).toMatchObject({ status: "blocked", needs_human: true, group: ["Plan"] });
  expect(await taskOfId(desk.ctx, task.id)).toEqual(task);
  expect(await taskOfId(desk.ctx, "nobody")).toBeNull();
  await expect(findTask(desk.ctx, "T1", scope)).rejects.toThrow("2 tasks have the id T1");
  expect(await findTask(desk.ctx, "T1", { ...scope, workstream: "WP-1" })).toMatchObject({
    workstream: "WP-1",
  });
  await expect(findTask(desk.ctx, "T99", scope)).rejects.toThrow("the hub knows no task T99");
});

test("what task set writes comes into the file with the next sync", async () => {
  const desk = await filledDesk();
  const { id, rev } = await findTask(desk.ctx, "T10", { repoIds: null, workstream: null });
  const change = { status: "Completed", title: "Renamed", needs_human: false };
  expect(await setTask(desk.ctx, id, change, rev)).toMatchObject({
    status: "done",
    title: "Renamed",
    needs_human: false,
    rev: rev + 1,
    completed_at: expect.any(String),
  });
  await desk.sync();
  expect(desk.read(file)).toContain(
    "## Renamed\n\n```task\nid: T10\nstatus: done\nneeds_human: false\n",
  );
});

test("task set refuses what it cannot write, and what somebody else wrote meanwhile", async () => {
  const desk = await filledDesk();
  const { id, rev } = await findTask(desk.ctx, "T10", { repoIds: null, workstream: null });
  await expect(setTask(desk.ctx, id, { status: "dnoe" })).rejects.toMatchObject({
    code: "usage",
    hint: "did you mean done?",
  });
  await expect(setTask(desk.ctx, id, { title: "a\nb" })).rejects.toThrow("one line of text");
  await expect(setTask(desk.ctx, id, {})).rejects.toThrow("nothing to set");
  await expect(setTask(desk.ctx, "nobody", { status: "done" })).rejects.toThrow("no task with");
  desk.sql("UPDATE tasks SET priority = 'high' WHERE id = ?", id);
  await expect(setTask(desk.ctx, id, { status: "done" }, rev)).rejects.toMatchObject({
    code: "conflict",
  });
  expect(desk.row("T10")).toMatchObject({ status: "blocked", priority: "high" });
});

test("a task that is added counts on from its workstream's ids and stays in the hub alone by default", async () => {
  const desk = await filledDesk();
  const { repoId } = desk.checkout;
  const added = {
    repoId,
    workstream: "WP-1",
    key: null,
    title: "More",
    status: null,
    priority: "high",
    needs_human: true,
  };
  expect(await addTask(desk.ctx, added)).toMatchObject({
    key: "T11",
    title: "More",
    status: "todo",
    priority: "high",
    needs_human: true,
    group: ["Plan"],
  });
  const before = desk.read(file);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read(file)).toBe(before);
  await expect(addTask(desk.ctx, { ...added, key: "T1" })).rejects.toThrow("has a task T1 already");
  await expect(addTask(desk.ctx, { ...added, workstream: "WP-2" })).rejects.toMatchObject({
    hint: "did you mean WP-1?",
  });
});
