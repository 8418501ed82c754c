import { expect, test } from "vitest";
import {
  edit,
  expectNothingMissed,
  listFile as file,
  standing,
  veryLong,
} from "../../helpers/long-lists.ts";
import { makeDesk, usesOtherHubs } from "../../helpers/tasks.ts";

// Which of them it is does not depend on the kind of hub.
const transactions = usesOtherHubs() ? [2] : [1, 2];

test.for(transactions)(
  "a list that nobody knows yet comes into the hub part by part, also where a run dies at transaction %i",
  async (last) => {
    const desk = await makeDesk();
    desk.write(
      file,
      veryLong((task) => (task % 3 === 0 ? "x" : " ")),
    );
    let written = 0;
    const dying = desk.sync((moment) => {
      if (moment === "hub-written" && (written += 1) === last) throw new Error("crash");
    });
    expect(await dying).toMatchObject({ outcome: "failed" });
    const before = standing(desk).length;
    expect(before).toBeGreaterThanOrEqual(1000 * last);
    expect(before).toBeLessThan(21_000);
    // Of what stands in the hub, the first task and the last have been agreed on.
    const latest = before - 1 - ((before - 1) % 3 === 0 ? 1 : 0);
    for (const task of [1, latest]) edit(desk, `- [ ] **T${task}:`, `- [x] **T${task}:`);
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T4'");
    edit(desk, "- [ ] **T20000:", "- [/] **T20000:");
    await desk.sync();
    expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
    expect(desk.read(file)).toContain("- [x] **T4:");
    const done = new Set([1, 4, latest]);
    const expected = Array.from({ length: 21_000 }, (_, task) => ({
      key: `T${task}`,
      title: `task ${task} of many`,
      status: task % 3 === 0 || done.has(task) ? "done" : task === 20_000 ? "in_progress" : "todo",
      group_path: JSON.stringify(["List", `Feature ${Math.floor(task / 100)}`]),
    }));
    expect(standing(desk)).toEqual(expected);
    await expectNothingMissed(desk);
  },
);

test("rows that somebody else adds between two parts of a very long list are met, not overwritten", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    veryLong(() => " "),
  );
  let planned = 0;
  const added = { id: "theirs", key: "T15000", title: "task 15000 of theirs", status: "done" };
  await desk.sync((moment) => {
    if (moment !== "planned" || (planned += 1) !== 2) return;
    desk.sql(
      `INSERT INTO tasks (id, repo_id, workstream_id, key, title, status)
        SELECT ?, repo_id, id, ?, ?, ? FROM workstreams`,
      ...Object.values(added),
    );
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T5'");
  });
  expect(desk.read(file)).toContain("- [x] **T5:");
  expect(desk.row("T15000")).toMatchObject(added);
  expect(desk.read(file)).toContain("- [ ] **T15000: task 15000 of many**");
  const told = desk.sql("SELECT field, markdown, hub FROM conflicts ORDER BY field");
  expect(told).toEqual([
    { field: "status", markdown: "todo", hub: "done" },
    { field: "title", markdown: "task 15000 of many", hub: "task 15000 of theirs" },
  ]);
  expect(standing(desk).map(({ key }) => key)).toEqual(
    Array.from({ length: 21_000 }, (_, task) => `T${task}`),
  );
});

test("a very long list whose workstream somebody deletes between two of its parts comes in whole all the same", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    veryLong(() => " "),
  );
  let written = 0;
  const ended = await desk.sync((moment) => {
    if (moment === "hub-written" && (written += 1) === 1) desk.sql("DELETE FROM workstreams");
  });
  expect(ended).toMatchObject({ outcome: "synced" });
  expect(standing(desk).map(({ key }) => key)).toEqual(
    Array.from({ length: 21_000 }, (_, task) => `T${task}`),
  );
});
