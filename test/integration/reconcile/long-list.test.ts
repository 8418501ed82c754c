import { expect, onTestFinished, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { readDocument } from "../../../src/markdown/read.ts";
import {
  edit,
  expectNothingMissed,
  listFile as file,
  standing,
  veryLong,
} from "../../helpers/long-lists.ts";
import { makeDesk, secondDesk, type Desk } from "../../helpers/tasks.ts";

const count = 2100;

/** A list that is long enough to be planned by what has changed, in step with the hub. */
async function longDesk(): Promise<Desk> {
  const desk = await makeDesk();
  const lines = Array.from({ length: count }, (_, task) => `- [ ] **T${task}: task ${task}**`);
  desk.write(file, `# List\n\n${lines.join("\n")}\n`);
  desk.commit();
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: `${count} to the hub` });
  expect(snapshots(desk)).toBe(1);
  return desk;
}

/** How many snapshots are kept by which a list can be read in part. */
function snapshots(desk: Desk): number {
  const row = desk.ctx.ledger().db.prepare("SELECT count(sections) AS count FROM snapshots").get();
  return (row as { count: number }).count;
}

test("of a long list, edits on both sides meet as in a short one", async () => {
  const desk = await longDesk();
  edit(desk, "- [ ] **T7:", "- [x] **T7:");
  edit(desk, "**T9: task 9**", "**T9: another title**");
  edit(desk, "- [ ] **T20: task 20**\n", "- [ ] **T20: task 20**\n- [x] **N1: new**\n");
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T2000'");
  expect(await desk.sync()).toMatchObject({ detail: "3 to the hub; 1 to markdown" });
  expect(desk.row("T7")).toMatchObject({ status: "done" });
  expect(desk.row("T9")).toMatchObject({ title: "another title" });
  expect(desk.row("N1")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toContain("- [x] **T2000: task 2000**");
  const order = desk.sql("SELECT key FROM tasks ORDER BY position").map(({ key }) => key);
  expect(order.slice(19, 23)).toEqual(["T19", "T20", "N1", "T21"]);
  await expectNothingMissed(desk);
});

test("of a long list, box after box and title after title arrive, whatever the hub changes in between", async () => {
  const desk = await longDesk();
  edit(desk, "- [ ] **T700:", "- [x] **T700:");
  expect(await desk.sync()).toMatchObject({ detail: "1 to the hub" });
  edit(desk, "**T1500: task 1500**", "**T1500: a longer title, so that all that follows moves**");
  expect(await desk.sync()).toMatchObject({ detail: "1 to the hub" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1501'");
  edit(desk, "- [x] **T700:", "- [ ] **T700:");
  expect(await desk.sync()).toMatchObject({ detail: "1 to the hub; 1 to markdown" });
  edit(desk, "- [x] **T1501:", "- [-] **T1501:");
  edit(desk, "- [ ] **T2050: task 2050**\n", "");
  edit(desk, "- [ ] **T1000:", "- [ ] **T999:");
  await desk.sync();
  edit(desk, "- [ ] **T999: task 1000**", "- [ ] **T1000: task 1000**");
  await desk.sync();
  expect(desk.row("T700")).toMatchObject({ status: "todo" });
  expect(desk.row("T1500")).toMatchObject({
    title: "a longer title, so that all that follows moves",
  });
  expect(desk.row("T1501")).toMatchObject({ status: "cancelled" });
  expect(desk.row("T1000")).toMatchObject({ status: "todo", removed_at: null });
  await expectNothingMissed(desk);
});

test("of a long list, edit after edit, no stretch is read again that is known by its fingerprint", async () => {
  const desk = await longDesk();
  const { db } = desk.ctx.ledger();
  for (const [hidden, seen] of [
    ["T2000", "T700"],
    ["T300", "T1200"],
  ]) {
    edit(desk, `- [ ] **${hidden}:`, `- [x] **${hidden}:`);
    // As if this box had been seen: who reads the line all the same finds that it has not.
    const reading = readDocument(file, desk.read(file));
    if (reading.kind !== "document") throw new Error("not readable");
    const sections = JSON.stringify(reading.document.sections());
    db.prepare("UPDATE snapshots SET sections = ?").run(sections);
    edit(desk, `- [ ] **${seen}:`, `- [x] **${seen}:`);
    expect(await desk.sync()).toMatchObject({ detail: "1 to the hub" });
    expect(desk.row(seen ?? "")).toMatchObject({ status: "done" });
    expect(desk.row(hidden ?? "")).toMatchObject({ status: "todo" });
    expect(snapshots(desk)).toBe(1);
  }
  db.exec("DELETE FROM snapshots; UPDATE files SET settled = 0");
  expect(await desk.sync()).toMatchObject({ detail: "2 to the hub" });
  expect(desk.row("T2000")).toMatchObject({ status: "done" });
  expect(desk.row("T300")).toMatchObject({ status: "done" });
});

test("of a long list, a word that nobody understands waits, and is seen again once it is mended", async () => {
  const desk = await longDesk();
  edit(desk, "- [ ] **T700:", "- [~] **T700:");
  await desk.sync();
  edit(desk, "- [ ] **T1700:", "- [x] **T1700:");
  await desk.sync();
  expect(desk.row("T1700")).toMatchObject({ status: "done" });
  edit(desk, "- [~] **T700:", "- [x] **T700:");
  await desk.sync();
  expect(desk.row("T700")).toMatchObject({ status: "done" });
  await expectNothingMissed(desk);
});

test("of a long list, a conflict that waits is looked at by every run until the sides agree", async () => {
  const desk = await longDesk();
  desk.ctx.ledger().db.exec("DELETE FROM config_cache");
  edit(desk, "- [ ] **T7:", "- [/] **T7:");
  desk.sql("UPDATE tasks SET status = 'weird' WHERE key = 'T7'");
  await desk.sync();
  edit(desk, "- [ ] **T8:", "- [x] **T8:");
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'in_progress' WHERE key = 'T7'");
  await desk.sync();
  expect(desk.row("T7")).toMatchObject({ status: "in_progress" });
  expect(desk.row("T8")).toMatchObject({ status: "done" });
  await expectNothingMissed(desk);
});

test("of a long list, a task that is deleted in the hub, or renamed there, comes back as its line says", async () => {
  const desk = await longDesk();
  desk.sql("DELETE FROM tasks WHERE key = 'T5'");
  edit(desk, "- [ ] **T8:", "- [x] **T8:");
  await desk.sync();
  expect(desk.row("T5")).toMatchObject({ status: "todo" });
  desk.sql("UPDATE tasks SET id = 'other', key = 'T6b' WHERE key = 'T6'");
  edit(desk, "- [x] **T8:", "- [ ] **T8:");
  await desk.sync();
  expect(desk.row("T6")).toMatchObject({ status: "todo" });
  await expectNothingMissed(desk);
});

test("of a long list, what a crashed run had planned is planned again", async () => {
  const desk = await longDesk();
  edit(desk, "- [ ] **T7:", "- [x] **T7:");
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T9'");
  const crash = () =>
    desk.sync((moment) => {
      if (moment === "hub-written") throw new Error("crash");
    });
  expect(await crash()).toMatchObject({ outcome: "failed" });
  await desk.sync();
  expect(desk.row("T7")).toMatchObject({ status: "done" });
  expect(desk.read(file)).toContain("- [x] **T9:");
  await expectNothingMissed(desk);
});

test("a very long list that the hub knows from another clone is compared, not added", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    veryLong(() => " "),
  );
  desk.commit();
  expect(await desk.sync()).toMatchObject({ detail: "21000 to the hub" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T7'");
  const other = await secondDesk(desk);
  expect(await other.sync()).toMatchObject({ outcome: "conflict" });
  expect(desk.row("T7")).toMatchObject({ status: "done" });
  expect(other.read(file)).toBe(desk.read(file));
});

test("of a very long list, an id that stands twice far apart is told, and neither task goes to the hub", async () => {
  const desk = await makeDesk();
  desk.write(file, veryLong(() => " ").replace("**T20000:", "**T7:"));
  expect(await desk.sync()).toMatchObject({ detail: "20998 to the hub" });
  expect(desk.sql("SELECT key FROM tasks WHERE key = 'T7'")).toEqual([]);
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
});

test("a very long list whose thread cannot go on is read as a whole, with what was agreed on until then", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    veryLong(() => " "),
  );
  const other = openLedger(desk.ctx.directories.ledgerFile);
  onTestFinished(() => other.close());
  const told: string[] = [];
  desk.ctx.log.write = (level, _slug, message) => {
    if (level !== "WARN") return;
    told.push(message);
    other.db.exec("ROLLBACK");
  };
  let written = 0;
  const ended = await desk.sync((moment) => {
    if (moment !== "hub-written" || (written += 1) !== 1) return;
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T5'");
    // The thread waits five seconds for the ledger.
    other.db.exec("BEGIN IMMEDIATE");
  });
  expect(ended).toMatchObject({ outcome: "synced" });
  expect(told).toEqual([expect.stringMatching(/^TASKS\.md is read as a whole: .*locked/)]);
  expect(desk.sql("SELECT * FROM conflicts")).toEqual([]);
  expect(desk.read(file)).toContain("- [x] **T5:");
  expect(standing(desk).map(({ key }) => key)).toEqual(
    Array.from({ length: 21_000 }, (_, task) => `T${task}`),
  );
});

test("after the first sync of a very long list, a task that is put in moves no other one's place", async () => {
  const desk = await makeDesk();
  desk.write(
    file,
    veryLong(() => " "),
  );
  await desk.sync();
  const places = () => desk.sql("SELECT key, position FROM tasks WHERE key <> 'N1' ORDER BY key");
  const before = places();
  edit(desk, "- [ ] **T12345:", "- [ ] **N1: new**\n- [ ] **T12345:");
  await desk.sync();
  expect(places()).toEqual(before);
  const order = standing(desk).map(({ key }) => key);
  expect(order.slice(12_344, 12_347)).toEqual(["T12344", "N1", "T12345"]);
});

test("a very long change that an archive holds too is told of once", async () => {
  const desk = await makeDesk("tasks:\n  files: ['openspec/**/tasks.md']\n");
  const lines: string[] = [];
  desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
  const paths = ["changes/x", "changes/archive/2024-01-01-x"].map(
    (one) => `openspec/${one}/tasks.md`,
  );
  for (const path of paths)
    desk.write(
      path,
      veryLong(() => " "),
    );
  await desk.sync();
  expect(lines.map((line) => line.split(":")[0])).toEqual(
    paths.map((path) => `C-02 ${path}`).toSorted(),
  );
});

test("of a very long list, what is wrong is told of each of its parts", async () => {
  const desk = await makeDesk();
  const lines: string[] = [];
  desk.ctx.log.write = (_level, _slug, message) => void lines.push(message);
  const tooLong = (task: number) => `**T${task}${"x".repeat(300)}:`;
  const text = veryLong((task) => (task === 15_000 ? "~" : " "));
  desk.write(file, text.replace("**T30:", tooLong(30)).replace("**T20500:", tooLong(20_500)));
  expect(await desk.sync()).toMatchObject({ detail: "20998 to the hub" });
  expect(lines.map((line) => line.split(":")[0])).toEqual([
    "C-24 TASKS.md",
    "C-08 TASKS.md",
    "C-24 TASKS.md",
  ]);
});

test("a long list of indented boxes alone, which has no place to part it at, comes in as a whole", async () => {
  const desk = await makeDesk();
  const boxes = Array.from(
    { length: 150_000 },
    (_, task) => `  - [ ] **T${task}: task ${task} of many**`,
  );
  desk.write(file, `- All\n${boxes.join("\n")}\n`);
  desk.write("docs/tasks.md", "- [ ] T1: one\n");
  expect(await desk.sync()).toMatchObject({
    outcome: "synced",
    detail: expect.stringMatching(/^15000[01] to the hub$/),
  });
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("a list of 150,000 tasks without ids is read, checked, and does not hold up the others", async () => {
  const desk = await makeDesk();
  desk.write(file, `- [ ] T1: one\n${"- [ ] nothing to be known by\n".repeat(150_000)}`);
  expect(await desk.sync()).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  const report = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  expect(report.findings).toHaveLength(150_000);
});
