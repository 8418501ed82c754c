import { expect, test } from "vitest";
import { dispatch } from "../../../src/actions/dispatch/dispatch.ts";
import { clearGoal, listGoals, setGoal } from "../../../src/actions/goals/goals.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const dispatchOf = (desk: Desk) => dispatch(desk.ctx, desk.checkout.slug);

/** The keys of the first workstream's lists. */
async function keysOf(desk: Desk) {
  const [first] = (await dispatchOf(desk)).active_workstreams;
  const keys = (list: readonly { key: string }[] = []) => list.map(({ key }) => key);
  return {
    pending: keys(first?.pending_tasks),
    blocked: keys(first?.blocked_tasks),
    needs_human: keys(first?.needs_human_tasks),
  };
}

test("tasks come by priority, then as they stand in the file; blocked ones and those for a human apart", async () => {
  const desk = await makeDesk();
  desk.write(
    "workplans/plan.md",
    workplan({
      T3: "todo",
      T1: "in-progress\npriority: low",
      T2: "todo\npriority: high",
      T9: "blocked\npriority: high",
      T4: "todo\npriority: High\nneeds_human: yes",
      T5: "done\npriority: high",
      T0: "todo",
      T6: "waiting\nneeds_human: true",
    }),
  );
  await desk.sync();
  expect(await keysOf(desk)).toEqual({
    pending: ["T2", "T3", "T0", "T1"],
    blocked: ["T9"],
    needs_human: ["T4", "T6"],
  });
  expect(await dispatchOf(desk)).toMatchObject({
    repo_slug: desk.checkout.slug,
    active_goal: null,
    active_workstreams: [
      {
        title: "Plan",
        workplan_file: "workplans/plan.md",
        counts: { pending: 4, blocked: 1, needs_human: 2 },
        pending_tasks: [
          { title: "Task T2", status: "todo", priority: "high", needs_human: false },
          {},
          {},
          {},
        ],
      },
    ],
    human_interventions: [
      { title: "Task T4", task_key: "T4", workplan_file: "workplans/plan.md" },
      { title: "Task T6", task_key: "T6" },
    ],
    counts: { workstreams: 1, pending: 4, blocked: 1, needs_human: 2, interventions: 2 },
  });
});

test("a task that is moved in the file, or put in between, is handed out at its new place, and no row's rev grows", async () => {
  const desk = await makeDesk();
  desk.write("workplans/plan.md", workplan({ T1: "todo", T2: "todo", T3: "todo" }));
  await desk.sync();
  const revs = () => desk.sql("SELECT key, rev FROM tasks WHERE key <> 'T9' ORDER BY key");
  const before = revs();
  desk.write("workplans/plan.md", workplan({ T3: "todo", T1: "todo", T9: "todo", T2: "todo" }));
  await desk.sync();
  expect((await keysOf(desk)).pending).toEqual(["T3", "T1", "T9", "T2"]);
  expect(revs()).toEqual(before);
  expect((await desk.sync()).outcome).toBe("nothing-to-do");
});

test("a workstream that is closed, or has nothing open, is not active; the most urgent one comes first", async () => {
  const desk = await makeDesk();
  const plan = (id: string, task: string, head = "") =>
    desk.write(`workplans/${id}.md`, workplan({ T1: task }, `id: ${id}\ntitle: ${id}\n${head}`));
  plan("A", "todo\npriority: low");
  plan("B", "todo\npriority: high");
  plan("C", "done");
  plan("D", "todo\npriority: high", "status: completed");
  plan("E", "blocked\npriority: critical");
  await desk.sync();
  const { active_workstreams: active } = await dispatchOf(desk);
  expect(active.map(({ title }) => title)).toEqual(["B", "A", "E"]);
});

test("long lists are cut, and the counts tell of the rest", async () => {
  const desk = await makeDesk();
  const boxes = Array.from({ length: 300 }, (_, index) => `- [ ] **T${index}: task**`);
  desk.write("TASKS.md", `# All\n\n${boxes.join("\n")}\n`);
  await desk.sync();
  const { active_workstreams: active, counts } = await dispatchOf(desk);
  expect(active[0]?.pending_tasks.map(({ key }) => key)).toEqual(
    Array.from({ length: 20 }, (_, index) => `T${index}`),
  );
  expect(active[0]?.counts.pending).toBe(300);
  expect(counts.pending).toBe(300);
});

test("a goal holds until it is cleared or another takes its place", async () => {
  const desk = await makeDesk();
  const { slug } = desk.checkout;
  await setGoal(desk.ctx, slug, { title: "First", description: null });
  await setGoal(desk.ctx, slug, { title: "Second", description: "why" });
  expect((await dispatchOf(desk)).active_goal).toMatchObject({
    title: "Second",
    description: "why",
  });
  expect(await clearGoal(desk.ctx, slug)).toBe(true);
  expect(await clearGoal(desk.ctx, slug)).toBe(false);
  expect((await dispatchOf(desk)).active_goal).toBeNull();
  const goals = await listGoals(desk.ctx, slug);
  expect(goals.map(({ status }) => status)).toEqual(["closed", "closed"]);
});

test("an unknown slug is told with the nearest one", async () => {
  const desk = await makeDesk();
  const asked = dispatch(desk.ctx, `${desk.checkout.slug}x`);
  await expect(asked).rejects.toMatchObject({
    code: "usage",
    hint: `did you mean ${desk.checkout.slug}?`,
  });
});
