import { makeDesk, workplan, type Desk } from "./tasks.ts";

/** A checkout whose task T1 was edited in the file and in the hub at once: one open conflict. */
export async function deskWithConflict(title = "Plan"): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  const plan = (status: string) =>
    workplan({ T1: status, T2: "todo", T3: "done" }, `id: WP-1\ntitle: ${title}`);
  desk.write("workplans/plan.md", plan("todo"));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'blocked' WHERE key = 'T1'");
  desk.write("workplans/plan.md", plan("in_progress"));
  await desk.sync();
  return desk;
}
