import { expect, test } from "vitest";
import { makeDesk, workplan } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

test("tasks that the hub does not know are added with what the file says", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    "---\nid: WP-1\ntitle: Plan\nstatus: active\n---\n# Epic\n## Build\n```task\nid: T1\nstatus: completed\npriority: high\nneeds_human: yes\n```\n",
  );
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  expect(desk.row("T1")).toMatchObject({
    title: "Build",
    status: "done",
    priority: "high",
    needs_human: 1,
    group_path: '["Epic"]',
    rev: 1,
    removed_at: null,
  });
  expect(desk.row("T1")?.["completed_at"]).not.toBeNull();
  expect(desk.sql("SELECT key, title, status, file FROM workstreams")).toEqual([
    { key: "WP-1", title: "Plan", status: "active", file },
  ]);
});

test("invariants 9 and 10: after a sync both sides agree, and a second run writes nothing", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo", T2: "in-progress" }));
  desk.write("TASKS.md", "# Box\n\n- [ ] **B1: one**\n- [x] B2: two\n");
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key IN ('T1', 'B1')");
  desk.write(file, desk.read(file).replace("in-progress", "blocked"));
  expect(await desk.sync()).toMatchObject({
    outcome: "synced",
    detail: "1 to the hub; 2 to markdown",
  });
  expect(desk.read(file)).toBe(workplan({ T1: "done", T2: "blocked" }));
  expect(desk.read("TASKS.md")).toBe("# Box\n\n- [x] **B1: one**\n- [x] B2: two\n");
  expect(desk.row("T2")).toMatchObject({ status: "blocked" });
  const before = [desk.sql("SELECT * FROM tasks ORDER BY id"), desk.read(file)];
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do", detail: null });
  expect([desk.sql("SELECT * FROM tasks ORDER BY id"), desk.read(file)]).toEqual(before);
});

test("invariant 12: edits to different fields of one task meet without a conflict", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo\npriority: low" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET priority = 'high', title = 'Renamed' WHERE key = 'T1'");
  desk.write(file, desk.read(file).replace("todo", "done"));
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.read(file)).toBe(
    workplan({ T1: "done\npriority: high" }).replace("Task T1", "Renamed"),
  );
  expect(desk.row("T1")).toMatchObject({ status: "done", priority: "high", title: "Renamed" });
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
});

test("invariant 12: the same edit on both sides only moves the base", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, desk.read(file).replace("todo", "finished"));
  await desk.sync();
  expect(desk.read(file)).toBe(workplan({ T1: "finished" }));
  expect(desk.row("T1")).toMatchObject({ status: "done", rev: 2 });
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
});

test.each([
  ["markdown", "blocked", "blocked"],
  ["hub", "done", "done"],
])(
  "invariants 11 and 13: policy %s settles a conflict, and its row keeps base, markdown and hub",
  async (policy, inFile, inHub) => {
    const desk = await makeDesk(`tasks:\n  policy: ${policy}\n`);
    desk.write(file, workplan({ T1: "todo" }));
    await desk.sync();
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
    desk.write(file, workplan({ T1: "blocked" }));
    expect(await desk.sync()).toMatchObject({ outcome: "synced" });
    expect(desk.read(file)).toBe(workplan({ T1: inFile }));
    expect(desk.row("T1")).toMatchObject({ status: inHub });
    expect(desk.sql("SELECT field, base, markdown, hub, chosen, file FROM conflicts")).toEqual([
      { field: "status", base: "todo", markdown: "blocked", hub: "done", chosen: policy, file },
    ]);
    expect(desk.sql("SELECT id FROM conflicts WHERE resolved_at IS NULL")).toEqual([]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  },
);

test("invariant 11: policy ask writes neither side and keeps one open row until the sides agree", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, workplan({ T1: "blocked", T2: "done" }));
  for (let round = 0; round < 2; round += 1)
    expect(await desk.sync()).toMatchObject({
      outcome: "conflict",
      detail: expect.stringContaining(`1 conflict: ${file}:10`),
    });
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.row("T2")).toMatchObject({ status: "done" });
  const open = "SELECT base, markdown, hub FROM conflicts WHERE resolved_at IS NULL";
  expect(desk.sql(open)).toEqual([{ base: "todo", markdown: "blocked", hub: "done" }]);
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.sql(open)).toEqual([]);
});

test("a choice in an open conflict's row is carried out by the next sync", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, workplan({ T1: "blocked" }));
  await desk.sync();
  desk.sql("UPDATE conflicts SET chosen = 'hub'");
  expect(await desk.sync()).toMatchObject({ outcome: "synced" });
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  expect(desk.sql("SELECT chosen FROM conflicts WHERE resolved_at IS NOT NULL")).toEqual([
    { chosen: "hub" },
  ]);
});

test("a box that cannot show in_progress or blocked is no difference and never regresses the hub", async () => {
  const desk = await makeDesk();
  desk.write("TASKS.md", "- [ ] B1: one\n- [x] B2: two\n");
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'B1'");
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'B2'");
  await desk.sync();
  expect(desk.read("TASKS.md")).toBe("- [ ] B1: one\n- [ ] B2: two\n");
  desk.write("TASKS.md", "- [ ] B1: one, renamed\n- [ ] B2: two\n");
  await desk.sync();
  expect(desk.row("B1")).toMatchObject({ status: "in_progress", title: "one, renamed" });
  expect(desk.row("B2")).toMatchObject({ status: "blocked" });
});

test("a person's change from done back to an open box counts as todo", async () => {
  const desk = await makeDesk();
  desk.write("TASKS.md", "- [x] B1: one\n");
  await desk.sync();
  desk.write("TASKS.md", "- [ ] B1: one\n");
  await desk.sync();
  expect(desk.row("B1")).toMatchObject({ status: "todo", completed_at: null });
});

test("an unknown status word is kept and reported, and synced once it is mended", async () => {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "dnoe", T2: "todo" }));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: null, title: "Task T1" });
  desk.sql("UPDATE tasks SET title = 'Other' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toContain("## Other\n\n```task\nid: T1\nstatus: dnoe\n");
  desk.write(file, desk.read(file).replace("dnoe", "done"));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
});
