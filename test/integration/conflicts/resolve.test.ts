import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listConflicts } from "../../../src/actions/conflicts/list-conflicts.ts";
import { resolveConflicts, takeSide } from "../../../src/actions/conflicts/resolve-conflicts.ts";
import { remove } from "../../../src/actions/registry/remove.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const everyOpen = { repoIds: null, checkouts: null, file: null, state: "open" } as const;

/** T1 is blocked in the file and done in the hub, and nobody may decide but a person. */
async function conflictedDesk(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write(file, workplan({ T1: "todo", T2: "todo" }));
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  desk.write(file, workplan({ T1: "blocked", T2: "todo" }));
  await desk.sync();
  return desk;
}

const onlyOpen = async (desk: Desk) => {
  const [conflict, ...more] = await listConflicts(desk.ctx, everyOpen);
  expect(more).toEqual([]);
  if (!conflict) throw new Error("no conflict is open");
  return conflict;
};

test("a conflict is listed with the names of its task and all three values", async () => {
  const desk = await conflictedDesk();
  expect(await onlyOpen(desk)).toMatchObject({
    slug: desk.checkout.slug,
    checkout: expect.stringContaining(`:${desk.checkout.path}`),
    workstream: "WP-1",
    key: "T1",
    field: "status",
    base: "todo",
    markdown: "blocked",
    hub: "done",
    file,
    line: 10,
    chosen: null,
    resolved_at: null,
  });
});

test.each(["markdown", "hub"] as const)(
  "taking %s brings both sides to its value at once",
  async (side) => {
    const desk = await conflictedDesk();
    const { id } = await onlyOpen(desk);
    const value = side === "hub" ? "done" : "blocked";
    expect(await resolveConflicts(desk.ctx, [id.slice(0, 8)], side)).toMatchObject([
      { state: "resolved", conflict: { id, chosen: side, resolved_at: expect.any(String) } },
    ]);
    expect(desk.read(file)).toBe(workplan({ T1: value, T2: "todo" }));
    expect(desk.row("T1")).toMatchObject({ status: value });
    expect(await listConflicts(desk.ctx, everyOpen)).toEqual([]);
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  },
);

test("a choice is about the values that it was shown: an edit after it is asked about anew, not overwritten", async () => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  desk.write(file, workplan({ T1: "cancelled", T2: "todo" }));
  expect(await resolveConflicts(desk.ctx, [id], "hub")).toMatchObject([{ state: "reopened" }]);
  expect(desk.read(file)).toBe(workplan({ T1: "cancelled", T2: "todo" }));
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(await onlyOpen(desk)).toMatchObject({ markdown: "cancelled", hub: "done", chosen: null });
});

test.each([
  ["both sides have come to another value", "done", "done"],
  ["one side is back where both were", "todo", "cancelled"],
])("a choice is not said to be taken where %s", async (_, inFile, inHub) => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  if (inHub !== "done") desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", inHub);
  desk.write(file, workplan({ T1: inFile, T2: "todo" }));
  expect(await resolveConflicts(desk.ctx, [id], "markdown")).toMatchObject([
    { state: "settled", conflict: { chosen: null, resolved_at: expect.any(String) } },
  ]);
  expect(desk.row("T1")).toMatchObject({ status: inHub });
  expect(await listConflicts(desk.ctx, everyOpen)).toEqual([]);
});

test("a choice is said to be taken where the sides have come to its value by themselves", async () => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  expect(await resolveConflicts(desk.ctx, [id], "markdown")).toMatchObject([
    { state: "resolved", conflict: { chosen: "markdown" } },
  ]);
  expect(desk.read(file)).toBe(workplan({ T1: "blocked", T2: "todo" }));
});

test("a conflict that a checkout of another machine met waits for its sync", async () => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  desk.sql("UPDATE conflicts SET checkout = 'elsewhere:/code/app'");
  expect(await resolveConflicts(desk.ctx, [id], "markdown")).toMatchObject([
    { state: "chosen", conflict: { chosen: "markdown", resolved_at: null } },
  ]);
});

test("an id that names none, several or a closed conflict is refused, and nothing is chosen", async () => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  desk.sql(
    "INSERT INTO conflicts (id, repo_id, task_id, checkout, field, file, line) SELECT substr(id, 1, 8) || '-0000-5000-8000-000000000000', repo_id, task_id, checkout, 'title', file, 1 FROM conflicts",
  );
  for (const [asked, words] of [
    ["ffff0000", "no conflict has the id ffff0000"],
    ["%", "no conflict has the id %"],
    [id.slice(0, 8), "several conflicts have an id that begins with"],
  ] as const)
    await expect(takeSide(desk.ctx, [id, asked], "hub")).rejects.toThrow(words);
  desk.sql("UPDATE conflicts SET resolved_at = '2026-01-01T00:00:00Z' WHERE id <> ?", id);
  desk.sql("UPDATE conflicts SET id = '12345678-0000-5000-8000-000000000000' WHERE id <> ?", id);
  await expect(takeSide(desk.ctx, [id, "12345678"], "hub")).rejects.toThrow("was closed at");
  expect(desk.sql("SELECT chosen FROM conflicts WHERE chosen IS NOT NULL")).toEqual([]);
});

test.each<[string, (desk: Desk) => void | Promise<unknown>]>([
  ["both sides agree", (desk) => void desk.write(file, workplan({ T1: "done", T2: "todo" }))],
  ["the task is gone from file and HEAD", (desk) => desk.write(file, workplan({ T2: "todo" }))],
  ["its row is deleted", (desk) => desk.sql("DELETE FROM tasks WHERE key = 'T1'")],
  ["the file is gone", (desk) => rmSync(join(desk.checkout.path, file))],
])("a conflict closes itself once %s", async (_, dissolve) => {
  const desk = await conflictedDesk();
  await dissolve(desk);
  await desk.sync();
  expect(await listConflicts(desk.ctx, everyOpen)).toEqual([]);
  expect(desk.sql("SELECT markdown, hub FROM conflicts")).toContainEqual({
    markdown: "blocked",
    hub: "done",
  });
});

test("a conflict follows its task to another line and another file, and is still one", async () => {
  const desk = await conflictedDesk();
  const { id } = await onlyOpen(desk);
  desk.write("workplans/moved.md", `${desk.read(file)}`.replace("# Plan\n", "# Plan\n\nMore.\n"));
  rmSync(join(desk.checkout.path, file));
  await desk.sync();
  expect(await onlyOpen(desk)).toMatchObject({ id, file: "workplans/moved.md", line: 12 });
});

test("a checkout that is removed leaves no conflict open", async () => {
  const desk = await conflictedDesk();
  expect(await remove(desk.ctx, [desk.checkout])).toMatchObject([{ state: "removed" }]);
  expect(await listConflicts(desk.ctx, everyOpen)).toEqual([]);
});

test("a box's conflict names the statuses, not the box's characters", async () => {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.write("TASKS.md", "- [ ] B1: one\n");
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'cancelled'");
  desk.write("TASKS.md", "- [x] B1: one\n");
  await desk.sync();
  expect(await onlyOpen(desk)).toMatchObject({ base: "todo", markdown: "done", hub: "cancelled" });
});
