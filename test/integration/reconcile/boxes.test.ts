import { expect, test } from "vitest";
import { makeDesk } from "../../helpers/tasks.ts";

/** One box `T1`; the second task tells whether the file uses `[/]`. */
const list = (box: string, other: string) => `- [${box}] T1: one\n- [${other}] T2: two\n`;

const plainFile = " ";
const halfFile = "/";

test.each([
  // What the box cannot show is no difference, and stays in the hub.
  [plainFile, " ", "in_progress", " ", "in_progress"],
  [plainFile, " ", "blocked", " ", "blocked"],
  [halfFile, " ", "blocked", " ", "blocked"],
  [halfFile, "/", "blocked", "/", "blocked"],
  // What it can show is written.
  [halfFile, " ", "in_progress", "/", "in_progress"],
  [halfFile, "/", "todo", " ", "todo"],
  [plainFile, " ", "done", "x", "done"],
  [plainFile, " ", "cancelled", "-", "cancelled"],
  [plainFile, "x", "todo", " ", "todo"],
  [plainFile, "x", "in_progress", " ", "in_progress"],
  [plainFile, "x", "blocked", " ", "blocked"],
  // The file's own character for the same thing is kept.
  [plainFile, "X", "done", "X", "done"],
] as const)(
  "in a file with [%s], a box [%s] under the hub's %s becomes [%s], and the hub says %s",
  async (other, box, hub, shown, said) => {
    const desk = await makeDesk();
    desk.write("TASKS.md", list(box, other));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", hub);
    await desk.sync();
    expect(desk.read("TASKS.md")).toBe(list(shown, other));
    expect(desk.row("T1")).toMatchObject({ status: said });
    expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  },
);

test.each([
  ["x", "in_progress", " ", "todo"],
  ["x", "blocked", " ", "todo"],
  [" ", "in_progress", "x", "done"],
  [" ", "blocked", "-", "cancelled"],
  [" ", "in_progress", "/", "in_progress"],
] as const)(
  "a person who changes the box [%s], which stood for %s, to [%s] means %s",
  async (box, hub, changed, status) => {
    const desk = await makeDesk();
    desk.write("TASKS.md", list(" ", " "));
    desk.commit();
    await desk.sync();
    desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", hub);
    await desk.sync();
    if (box === "x") {
      desk.write("TASKS.md", list("x", " "));
      await desk.sync();
    }
    desk.write("TASKS.md", list(changed, " "));
    await desk.sync();
    expect(desk.row("T1")).toMatchObject({ status });
    expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
  },
);

test.each([
  ["completed", "done", "done", "completed"],
  ["WIP", "in_progress", "in_progress", "WIP"],
  ["pending", "todo", "done", "done"],
  ["won't do", "cancelled", "cancelled", "won't do"],
])(
  "a workplan's word %s is read as %s; with %s in the hub it says %s",
  async (word, read, hub, shown) => {
    const desk = await makeDesk();
    const plan = (status: string) =>
      `---\nid: W\n---\n# T\n\`\`\`task\nid: T1\nstatus: ${status}\n\`\`\`\n`;
    desk.write("workplans/w.md", plan(word));
    desk.commit();
    await desk.sync();
    expect(desk.row("T1")).toMatchObject({ status: read });
    desk.sql("UPDATE tasks SET status = ? WHERE key = 'T1'", hub);
    await desk.sync();
    expect(desk.read("workplans/w.md")).toBe(plan(shown));
  },
);

test("an unknown word is kept and held, whatever the hub says, until somebody mends it", async () => {
  const desk = await makeDesk();
  const plan = (status: string) =>
    `---\nid: W\n---\n# T\n\`\`\`task\nid: T1\nstatus: ${status}\n\`\`\`\n`;
  desk.write("workplans/w.md", plan("huh"));
  desk.commit();
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: null });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read("workplans/w.md")).toBe(plan("huh"));
  desk.write("workplans/w.md", plan("done"));
  await desk.sync();
  expect(desk.row("T1")).toMatchObject({ status: "done" });
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});
