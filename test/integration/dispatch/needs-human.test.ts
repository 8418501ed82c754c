import { expect, test } from "vitest";
import { dispatch } from "../../../src/actions/dispatch/dispatch.ts";
import {
  listInterventions,
  requestHuman,
  resolveIntervention,
} from "../../../src/actions/needs-human/needs-human.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const open = (desk: Desk) => listInterventions(desk.ctx, desk.checkout.slug, "open");

const plan = (lines: string) => workplan({ T1: `todo${lines}`, T2: "todo" });

/** A desk whose workplan says these lines in its first task, after one sync. */
async function deskWith(lines: string) {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", plan(lines));
  await desk.sync();
  desk.commit();
  return desk;
}

/** Two more syncs write nothing: neither file nor hub. */
async function expectRest(desk: Desk) {
  const [file, rows] = [
    desk.read("workplans/plan.md"),
    desk.sql("SELECT * FROM tasks ORDER BY key"),
  ];
  const requests = desk.sql("SELECT * FROM interventions ORDER BY id");
  for (let round = 0; round < 2; round += 1)
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  expect(desk.read("workplans/plan.md")).toBe(file);
  expect(desk.sql("SELECT * FROM tasks ORDER BY key")).toEqual(rows);
  expect(desk.sql("SELECT * FROM interventions ORDER BY id")).toEqual(requests);
}

test("needs_human: true in a task block opens one request, and false closes it", async () => {
  const desk = await deskWith("\nneeds_human: true");
  expect(await open(desk)).toMatchObject([
    { title: "Task T1", task_key: "T1", file: "workplans/plan.md", status: "open" },
  ]);
  await expectRest(desk);
  desk.write("workplans/plan.md", plan("\nneeds_human: false"));
  await desk.sync();
  expect(await open(desk)).toEqual([]);
  const [closed] = await listInterventions(desk.ctx, desk.checkout.slug, "any");
  expect(closed).toMatchObject({ status: "resolved", resolved_at: expect.any(String) });
  await expectRest(desk);
});

test("resolving a request takes the flag out of the file, and the answer stays with the request", async () => {
  const desk = await deskWith("\nneeds_human: true");
  const [request] = await open(desk);
  await resolveIntervention(desk.ctx, request?.id ?? "", "take the blue one");
  expect(desk.row("T1")).toMatchObject({ needs_human: 0 });
  await desk.sync();
  expect(desk.read("workplans/plan.md")).toContain("needs_human: false");
  expect(await listInterventions(desk.ctx, desk.checkout.slug, "any")).toMatchObject([
    { status: "resolved", answer: "take the blue one" },
  ]);
  await expectRest(desk);
});

test("a request about a task puts the flag into its block; a second question replaces the first", async () => {
  const desk = await deskWith("");
  const { slug } = desk.checkout;
  const first = await requestHuman(desk.ctx, slug, { title: "Which logo?", task: "T1" });
  const second = await requestHuman(desk.ctx, slug, { title: "Which colour?", task: "T1" });
  expect(second.id).toBe(first.id);
  await desk.sync();
  expect(desk.read("workplans/plan.md")).toContain("needs_human: true");
  expect(await open(desk)).toMatchObject([{ title: "Which colour?", task_key: "T1" }]);
  await expectRest(desk);
});

test("a request about no task is listed and closed like any other", async () => {
  const desk = await deskWith("");
  const { id } = await requestHuman(desk.ctx, desk.checkout.slug, {
    title: "Buy a key",
    task: null,
  });
  expect(await dispatch(desk.ctx, desk.checkout.slug)).toMatchObject({
    human_interventions: [{ id, title: "Buy a key", task_id: null, workplan_file: null }],
  });
  await resolveIntervention(desk.ctx, id, null);
  expect(await open(desk)).toEqual([]);
});

test("any SQL client that sets the flag, or opens, reopens or deletes the request, moves the other", async () => {
  const desk = await deskWith("");
  const flag = () => desk.row("T1")?.["needs_human"];
  desk.sql("UPDATE tasks SET needs_human = 1 WHERE key = 'T1'");
  expect(await open(desk)).toHaveLength(1);
  desk.sql("UPDATE interventions SET status = 'resolved'");
  expect(flag()).toBe(0);
  desk.sql("UPDATE interventions SET status = 'open'");
  expect(flag()).toBe(1);
  expect(await open(desk)).toMatchObject([{ resolved_at: null }]);
  desk.sql("DELETE FROM interventions");
  expect(flag()).toBe(0);
  desk.sql(
    "INSERT INTO interventions (id, repo_id, task_id, title) SELECT 'i', repo_id, id, 'ask' FROM tasks WHERE key = 'T1'",
  );
  expect(flag()).toBe(1);
  desk.sql("UPDATE tasks SET needs_human = 0");
  expect(await open(desk)).toEqual([]);
});

test("a request about a task that is done or removed is open for nobody, until the task comes back", async () => {
  const desk = await deskWith("\nneeds_human: true");
  desk.sql("UPDATE tasks SET status = 'Completed' WHERE key = 'T1'");
  expect(await open(desk)).toEqual([]);
  desk.sql("UPDATE tasks SET status = 'todo' WHERE key = 'T1'");
  expect(await open(desk)).toHaveLength(1);
});

test("a key that several tasks have is refused", async () => {
  const desk = await deskWith("");
  desk.write("workplans/other.md", workplan({ T1: "todo" }, "id: WP-2"));
  await desk.sync();
  const asked = requestHuman(desk.ctx, desk.checkout.slug, { title: "?", task: "T1" });
  await expect(asked).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(/2 tasks have the id T1/),
  });
});
