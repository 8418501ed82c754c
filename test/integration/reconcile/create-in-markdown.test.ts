import { expect, test } from "vitest";
import { addTask } from "../../../src/actions/tasks/add-task.ts";
import { putBack } from "../../../src/actions/reconcile/put-back.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, secondDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const on = "tasks:\n  create_in_markdown: true\n";

const add = (desk: Desk, title: string) =>
  addTask(desk.ctx, {
    repoId: desk.checkout.repoId,
    workstream: "WP-1",
    key: null,
    title,
    status: null,
    priority: null,
    needs_human: false,
  });

async function deskWithPlan(config = on): Promise<Desk> {
  const desk = await makeDesk(config);
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  return desk;
}

const withSecond = workplan({ T1: "todo", T2: "todo" }).replace("Task T2", "New");

test("a task that was made in the hub is appended to its file, and then syncs like any other", async () => {
  const desk = await deskWithPlan();
  await add(desk, "New");
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "1 to markdown" });
  expect(desk.read(file)).toBe(withSecond);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  desk.write(file, desk.read(file).replace("id: T2\nstatus: todo", "id: T2\nstatus: done"));
  await desk.sync();
  expect(desk.row("T2")).toMatchObject({ status: "done", title: "New" });
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T2'");
  await desk.sync();
  expect(desk.read(file)).toContain("id: T2\nstatus: blocked");
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
});

test("it comes with its hub id where ids are put in, and is whole after one sync", async () => {
  const desk = await deskWithPlan(`${on}  inject_ids: true\n`);
  await add(desk, "New");
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.read(file)).toContain(
    `## New\n\n\`\`\`task\nid: T2\nstate_hub_task_id: ${desk.row("T2")?.id}\nstatus: todo\n`,
  );
  const after = desk.read(file);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read(file)).toBe(after);
});

test("without the key it is reported and stays in the hub; switched on, the key finds it", async () => {
  const desk = await deskWithPlan("tasks:\n  create_in_markdown: false\n");
  await add(desk, "New");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
  const { now } = desk.ctx.clock;
  desk.ctx.clock = { now: () => new Date(now().getTime() + 5000) };
  await desk.sync();
  const config = await desk.ctx.config(null);
  config.tasks.create_in_markdown = true;
  desk.ctx.config = async () => config;
  await desk.sync();
  expect(desk.read(file)).toBe(withSecond);
});

test.each(["planned", "hub-written", "write-journaled", "file-written", "bases-moved"] as const)(
  "a crash at %s, then a rerun, appends the task once",
  async (moment) => {
    const desk = await deskWithPlan();
    await add(desk, "New");
    await desk.sync((at) => {
      if (at === moment) throw new Error("crash");
    });
    await desk.sync();
    await desk.sync();
    expect(desk.read(file)).toBe(withSecond);
    expect(desk.row("T2")).toMatchObject({ removed_at: null });
  },
);

test("appended lines that are restored or put back away come again; the task is not taken for deleted", async () => {
  const desk = await deskWithPlan();
  await add(desk, "New");
  await desk.sync();
  git(desk.home, desk.checkout.path, "restore", file);
  await desk.sync();
  expect(desk.read(file)).toBe(withSecond);
  expect(await putBack(desk.ctx, desk.checkout, [file])).toEqual([file]);
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
  await desk.sync();
  expect(desk.read(file)).toBe(withSecond);
  expect(desk.row("T2")).toMatchObject({ removed_at: null });
});

test("appended lines that HEAD holds are the file's own: deleting them removes the task", async () => {
  const desk = await deskWithPlan();
  await add(desk, "New");
  await desk.sync();
  desk.commit();
  await desk.sync();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  expect(desk.row("T2")?.["removed_at"]).not.toBeNull();
  expect(desk.read(file)).toBe(workplan({ T1: "todo" }));
});

test("of two clones one appends; the other waits for its commit, and never appends what came from a file", async () => {
  const one = await deskWithPlan();
  const two = await secondDesk(one);
  await two.sync();
  await add(one, "New");
  await two.sync();
  await one.sync();
  await two.sync();
  expect([one.read(file), two.read(file)]).toEqual([workplan({ T1: "todo" }), withSecond]);
  one.write(file, workplan({ T1: "todo", T9: "todo" }));
  await one.sync();
  await two.sync();
  expect(two.read(file)).toBe(withSecond);
});

test("close_workplans: a workplan whose tasks are all closed is closed in file and hub, and not before", async () => {
  const desk = await makeDesk("tasks:\n  close_workplans: true\n");
  const head = "id: WP-1\ntitle: Plan\nstatus: active # ours";
  desk.write(file, workplan({ T1: "done", T2: "todo" }, head));
  desk.commit();
  await desk.sync();
  expect(desk.read(file)).toContain("status: active # ours");
  desk.sql("UPDATE tasks SET status = 'cancelled' WHERE key = 'T2'");
  await desk.sync();
  const closed = workplan({ T1: "done", T2: "cancelled" }, head.replace("active", "done"));
  expect(desk.read(file)).toBe(closed);
  expect(desk.sql("SELECT status FROM workstreams")).toEqual([{ status: "done" }]);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  git(desk.home, desk.checkout.path, "restore", file);
  await desk.sync();
  expect(desk.read(file)).toBe(closed);
});

test("close_workplans leaves a workplan open while the hub alone has an open task, or it has no status", async () => {
  const desk = await makeDesk("tasks:\n  close_workplans: true\n");
  desk.write(file, workplan({ T1: "todo" }, "id: WP-1\nstatus: active"));
  desk.write("workplans/none.md", workplan({ T1: "done" }, "id: WP-2"));
  await desk.sync();
  await add(desk, "Only in the hub");
  desk.write(file, workplan({ T1: "done" }, "id: WP-1\nstatus: active"));
  await desk.sync();
  expect(desk.read(file)).toContain("status: active");
  expect(desk.read("workplans/none.md")).toBe(workplan({ T1: "done" }, "id: WP-2"));
});
