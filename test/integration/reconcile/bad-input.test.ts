import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { writeFile } from "../../helpers/home.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const bad = "workplans/bad.md";
const good = "workplans/good.md";
const bytes = (desk: Desk) => readFileSync(join(desk.checkout.path, bad));
const place = (code: string, line: number | null) =>
  `${code} ${bad}${line === null ? "" : `:${line}`}`;

const spoil: [string, (desk: Desk) => void, string][] = [
  [
    "unparsable YAML",
    (desk) => desk.write(bad, "---\nid: B\n---\n```task\nid: [\n```\n"),
    place("C-12", 5),
  ],
  ["a key twice", (desk) => desk.write(bad, "---\nid: B\nid: C\n---\n"), place("C-12", 3)],
  [
    "conflict markers",
    (desk) => desk.write(bad, "# A\r\n<<<<<<< a\r\nx\r\n=======\r\ny\r\n>>>>>>> b\r\n"),
    place("C-13", 2),
  ],
  [
    "invalid UTF-8",
    (desk) => desk.write(bad, Buffer.from("a\nb\n\xff\n", "latin1")),
    place("C-18", 3),
  ],
  [
    "a link out of the repository",
    (desk) => {
      const outside = writeFile(
        desk.home.path,
        "elsewhere/plan.md",
        workplan({ T1: "done" }, "id: B"),
      );
      rmSync(join(desk.checkout.path, bad));
      symlinkSync(outside, join(desk.checkout.path, bad));
    },
    place("C-19", null),
  ],
  [
    "a link to itself",
    (desk) => {
      rmSync(join(desk.checkout.path, bad));
      symlinkSync("bad.md", join(desk.checkout.path, bad));
    },
    place("C-20", null),
  ],
  [
    "a named pipe that nobody writes to",
    (desk) => {
      rmSync(join(desk.checkout.path, bad));
      execFileSync("mkfifo", [join(desk.checkout.path, bad)]);
    },
    place("C-20", null),
  ],
];

test.each(spoil)(
  "%s: reported with its place, left alone, and the rest syncs",
  async (_, break_, found) => {
    const desk = await makeDesk();
    desk.write(bad, workplan({ T1: "todo" }, "id: B"));
    desk.write(good, workplan({ G1: "todo" }, "id: G"));
    desk.commit();
    await desk.sync();
    break_(desk);
    const before = found.startsWith("C-20") ? null : bytes(desk);
    desk.sql("UPDATE tasks SET status = 'blocked'");
    expect(await desk.sync()).toMatchObject({
      outcome: "synced",
      detail: expect.stringContaining(`left alone: ${bad}`),
    });
    expect(desk.read(good)).toContain("status: blocked");
    if (before) expect(bytes(desk)).toEqual(before);
    expect(desk.row("T1")).toMatchObject({ status: "blocked", removed_at: null });
    const { findings } = await check(desk.ctx, desk.checkout, { mode: "fix", ids: "give" });
    const places = findings.map(
      ({ code, file, line }) => `${code} ${file}${line === null ? "" : `:${line}`}`,
    );
    expect(places).toContain(found);
    if (before) expect(bytes(desk)).toEqual(before);
  },
);

test("a folder where a file was removes nothing, and the rest syncs", async () => {
  const desk = await makeDesk();
  desk.write(bad, workplan({ T1: "todo" }, "id: B"));
  desk.write(good, workplan({ G1: "todo" }, "id: G"));
  desk.commit();
  await desk.sync();
  rmSync(join(desk.checkout.path, bad));
  mkdirSync(join(desk.checkout.path, bad));
  desk.sql("UPDATE tasks SET status = 'blocked'");
  await desk.sync();
  expect(desk.read(good)).toContain("status: blocked");
  expect(desk.row("T1")).toMatchObject({ removed_at: null });
});

test.each([
  ["quotes", `a"b'c`, `'a"b''c'`],
  ["a semicolon and a comment", "x'; DROP TABLE tasks; -- 1", `"x'; DROP TABLE tasks; -- 1"`],
  ["a backslash and percent", "a\\%_1", `'a\\%_1'`],
  ["emoji and spaces", "🎉 one 1", "🎉 one 1"],
])("an id with %s syncs both ways as it is", async (_, id, written) => {
  const desk = await makeDesk();
  const plan = (status: string) =>
    `---\nid: B\n---\n# T\n\`\`\`task\nid: ${written}\nstatus: ${status}\n\`\`\`\n`;
  desk.write(bad, plan("todo"));
  desk.commit();
  await desk.sync();
  expect(desk.row(id)).toMatchObject({ status: "todo" });
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = ?", id);
  await desk.sync();
  expect(desk.read(bad)).toBe(plan("done"));
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
});

test("an id of 10 KB is reported with its line, and the tasks beside it sync", async () => {
  const desk = await makeDesk();
  const long = "T1".repeat(5000);
  desk.write("TASKS.md", `- [ ] ${long}: long\n- [ ] T2: two\n`);
  desk.write(
    bad,
    `---\nid: B\n---\n# T\n\`\`\`task\nid: ${long}\n\`\`\`\n\`\`\`task\nid: T3\n\`\`\`\n`,
  );
  await desk.sync();
  expect(desk.sql("SELECT key FROM tasks ORDER BY key")).toEqual([{ key: "T2" }, { key: "T3" }]);
  const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  expect(
    findings.flatMap(({ code, file, line }) => (code === "C-24" ? [`${file}:${line}`] : [])),
  ).toEqual(["TASKS.md:1", `${bad}:5`]);
});

test("an id that is half a surrogate pair is reported with its line, and the task beside it syncs", async () => {
  const desk = await makeDesk();
  desk.write(bad, '---\nid: B\n---\n# T\n```task\nid: "T\\ud800"\n```\n```task\nid: T3\n```\n');
  await desk.sync();
  expect(desk.sql("SELECT key FROM tasks")).toEqual([{ key: "T3" }]);
  expect(await desk.sync()).toMatchObject({ outcome: "nothing-to-do" });
  const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  expect(findings.map(({ code, line }) => `${code} ${line}`)).toContain("C-24 5");
});

test("a file that somebody saves while it is written keeps what they saved, and is caught up", async () => {
  const desk = await makeDesk();
  desk.write(good, workplan({ G1: "todo", G2: "todo" }, "id: G"));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'G1'");
  await desk.sync((moment) => {
    if (moment === "write-journaled")
      desk.write(good, workplan({ G1: "todo", G2: "blocked" }, "id: G"));
  });
  expect(desk.read(good)).toBe(workplan({ G1: "todo", G2: "blocked" }, "id: G"));
  await desk.sync();
  expect(desk.read(good)).toBe(workplan({ G1: "done", G2: "blocked" }, "id: G"));
  expect(desk.row("G2")).toMatchObject({ status: "blocked" });
  expect(desk.sql("SELECT id FROM conflicts")).toEqual([]);
});
