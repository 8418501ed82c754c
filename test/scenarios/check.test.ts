import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingCodes, type FindingCode } from "../../src/core/tasks/finding.ts";
import { transientFiles } from "../../src/git/transient-files.ts";
import { tryLock } from "../../src/system/lock.ts";
import { syncHooks } from "../helpers/cli.ts";
import { git } from "../helpers/repository.ts";
import { makeDesk, workplan, type Desk } from "../helpers/tasks.ts";

type Shown = {
  code: FindingCode;
  file: string;
  line: number | null;
  severity: string;
  mend: string;
};

async function checkAsJson(desk: Desk, ...args: string[]) {
  const { status, stdout, stderr } = await syncHooks(
    desk.home,
    ["check", "--format", "json", ...args],
    { cwd: desk.checkout.path },
  );
  expect(stderr).toBe("");
  const { checkouts } = JSON.parse(stdout) as {
    checkouts: { findings: Shown[]; mended: Shown[] }[];
  };
  return { status, ...(checkouts[0] ?? { findings: [], mended: [] }) };
}

const places = (findings: readonly Shown[]) =>
  findings.map(({ code, file, line }) => `${code} ${file}${line === null ? "" : `:${line}`}`);

/** A checkout in which every finding there is stands once at least. */
async function spoiltDesk(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  const { path } = desk.checkout;
  desk.write(
    "workplans/a.md",
    workplan({ T1: "todo", T2: "todo", T3: "todo", T4: "todo" }, "id: A"),
  );
  desk.write("workplans/b.md", workplan({ T1: "todo\npriority: low" }, "id: B\nstatus: active"));
  desk.write("workplans/c.md", workplan({ T1: "todo" }, "id: C\nstatus: done"));
  desk.write("workplans/gone.md", workplan({ T1: "todo" }, "id: GONE"));
  desk.write("workplans/emptied.md", workplan({ T1: "todo" }, "id: EMPTIED"));
  desk.write("TASKS.md", "- [ ] T1: one\n- [ ] T2: two\n- [ ] T3: three\n- [ ] T4: four\n");
  desk.write("folder/TASKS.md", "- [ ] T1: one\n");
  desk.commit();
  await desk.sync();
  const own = (key: string) => `workstream_id = (SELECT id FROM workstreams WHERE key = '${key}')`;
  desk.sql(`UPDATE tasks SET title = 'two\nlines' WHERE key = 'T1' AND ${own("TASKS.md")}`);
  desk.sql(`UPDATE tasks SET status = 'cancelled' WHERE key = 'T2' AND ${own("TASKS.md")}`);
  desk.sql(`UPDATE tasks SET removed_at = 'now' WHERE key = 'T3' AND ${own("TASKS.md")}`);
  desk.sql(`UPDATE tasks SET priority = 'high' WHERE ${own("B")}`);
  desk.sql(
    `INSERT INTO tasks (id, repo_id, workstream_id, key) SELECT 'new', repo_id, id, 'N1' FROM workstreams WHERE key = 'A'`,
  );
  const b = String(desk.sql(`SELECT id FROM tasks WHERE ${own("B")}`)[0]?.["id"]);
  const blocks = {
    T1: `huh\nstate_hub_task_id: ~`,
    T2: "todo\nstate_hub_task_id: 00000000-0000-5000-8000-000000000000",
    T3: `todo\nstate_hub_task_id: ${b}`,
  };
  desk.write("workplans/a.md", workplan(blocks, "id: A").replace("Task T3", "Another title"));
  desk.write("workplans/b.md", desk.read("workplans/b.md").replace("status: todo", "status: done"));
  desk.write("workplans/copy.md", "---\nid: C\nstate_hub_workstream_id: same\n---\n");
  desk.write("workplans/other.md", "---\nid: D\nstate_hub_workstream_id: same\n---\n");
  desk.write("workplans/no-id.md", workplan({ T1: "todo" }, "title: Plan"));
  desk.write("workplans/yaml.md", "---\nid: Y\n---\n\n```task\nid: T1\nid: T2\n```\n");
  desk.write("workplans/merge.md", "# A\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> b\n");
  desk.write("workplans/latin.md", new Uint8Array([0x61, 0x0a, 0xe9, 0x0a]));
  desk.write("outside.md", "");
  symlinkSync("/etc/hostname", join(path, "workplans/link.md"));
  rmSync(join(path, "workplans/gone.md"));
  desk.write("workplans/emptied.md", "");
  rmSync(join(path, "folder/TASKS.md"));
  mkdirSync(join(path, "folder/TASKS.md"));
  const more = `- [ ] T4: again\n- [ ] no id\n- [ ] **${"T9".repeat(150)}** long\n`;
  desk.write("TASKS.md", desk.read("TASKS.md") + more);
  desk.write("openspec/changes/c/tasks.md", "```\n- [ ] 1.1 fenced\n```\n");
  return desk;
}

describe("check through the command line", () => {
  test("shows every code there is, with file, line, severity and mend, and exits 1", async () => {
    const desk = await spoiltDesk();
    const { status, findings } = await checkAsJson(desk);
    expect(status).toBe(1);
    expect(places(findings)).toEqual([
      "C-21 TASKS.md:1",
      "C-07 TASKS.md:2",
      "C-22 TASKS.md:3",
      "C-03 TASKS.md:5",
      "C-17 TASKS.md:6",
      "C-24 TASKS.md:7",
      "C-20 folder/TASKS.md",
      "C-26 openspec/changes/c/tasks.md:2",
      "C-23 workplans/a.md",
      "C-10 workplans/a.md",
      "C-06 workplans/a.md:9",
      "C-04 workplans/a.md:9",
      "C-08 workplans/a.md:9",
      "C-05 workplans/a.md:17",
      "C-27 workplans/a.md:25",
      "C-09 workplans/a.md:25",
      "C-14 workplans/b.md:1",
      "C-04 workplans/b.md:10",
      "C-07 workplans/b.md:10",
      "C-25 workplans/b.md:10",
      "C-02 workplans/c.md:1",
      "C-04 workplans/c.md:10",
      "C-15 workplans/c.md:10",
      "C-02 workplans/copy.md:1",
      "C-16 workplans/copy.md:1",
      "C-28 workplans/emptied.md",
      "C-11 workplans/gone.md",
      "C-18 workplans/latin.md:2",
      "C-19 workplans/link.md",
      "C-13 workplans/merge.md:3",
      "C-01 workplans/no-id.md:1",
      "C-16 workplans/other.md:1",
      "C-12 workplans/yaml.md:7",
    ]);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(Object.keys(findingCodes)));
    for (const { code, severity, mend } of findings) {
      expect(severity).toBe(findingCodes[code].severity);
      expect(mend).not.toBe("");
    }
    const text = await syncHooks(desk.home, ["check"], { cwd: desk.checkout.path });
    expect(text.status).toBe(1);
    for (const { code, file, line, mend } of findings) {
      expect(text.stdout).toContain(`${code}  ${file}${line === null ? "" : `:${line}`}`);
      expect(text.stdout.replaceAll(/\s+/g, " ")).toContain(mend);
    }
  });

  test("--fix mends what is safe, leaves the rest byte for byte, and says which is which", async () => {
    const desk = await spoiltDesk();
    const untouched = ["b", "c", "yaml", "merge", "latin", "link"].map(
      (name) => `workplans/${name}.md`,
    );
    const bytes = (name: string) => readFileSync(join(desk.checkout.path, name));
    const before = untouched.slice(2).map(bytes);
    const lists = bytes("TASKS.md");
    const { status, findings, mended } = await checkAsJson(desk, "--fix");
    expect(status).toBe(1);
    expect(places(mended)).toEqual([
      "C-06 workplans/a.md:9",
      "C-04 workplans/a.md:9",
      "C-04 workplans/b.md:10",
      "C-04 workplans/c.md:10",
      "C-01 workplans/no-id.md:1",
    ]);
    expect(findings.map(({ code }) => code)).not.toContain("C-06");
    expect(desk.read("workplans/no-id.md")).toMatch(/^---\nid: no-id\ntitle: Plan\n---\n/);
    expect(untouched.slice(2).map(bytes)).toEqual(before);
    expect(bytes("TASKS.md")).toEqual(lists);
    const again = await checkAsJson(desk, "--fix");
    // A workplan takes its hub ids once it has an id of its own.
    expect(places(again.mended)).toEqual(["C-04 workplans/no-id.md:10"]);
    expect((await checkAsJson(desk, "--fix")).mended).toEqual([]);
  });

  test("exits 0 on notes alone, 64 on a format it does not have", async () => {
    const desk = await makeDesk();
    desk.write("TASKS.md", "- [ ] no id\n");
    expect(await checkAsJson(desk)).toMatchObject({ status: 0, findings: [{ code: "C-17" }] });
    const wrong = await syncHooks(desk.home, ["check", "--format", "xml"], {
      cwd: desk.checkout.path,
    });
    expect(wrong).toMatchObject({ status: 64, stderr: expect.stringContaining("text or json") });
  });

  test("--fix --ids gives unique block ids that the next sync takes up, in the file's own line endings", async () => {
    const desk = await makeDesk();
    const boxes = Array.from({ length: 300 }, (_, number) => `- [ ] task number ${number}  `);
    desk.write("TASKS.md", `# List\r\n${boxes.join("\r\n")}\r\n- [x] last ^sh-2222`);
    desk.write("docs/A-TASKLIST.md", "- [ ] other\n");
    expect(await checkAsJson(desk, "--fix", "--ids")).toMatchObject({ status: 0, findings: [] });
    const text = desk.read("TASKS.md");
    const given = [...text.matchAll(/ \^(sh-[a-z0-9]{4,})(?=  \r\n|$)/g)].map(([, id]) => id);
    expect(new Set(given).size).toBe(301);
    expect(text.replaceAll(/ \^sh-(?!2222)[a-z0-9]+/g, "")).toBe(
      `# List\r\n${boxes.join("\r\n")}\r\n- [x] last ^sh-2222`,
    );
    await desk.sync();
    expect(desk.sql("SELECT count(*) AS count FROM tasks")).toEqual([{ count: 302 }]);
  });

  test("--fix waits for the sync that is running", async () => {
    const desk = await makeDesk();
    desk.write("workplans/no-id.md", workplan({ T1: "todo" }, "title: Plan"));
    const lock = tryLock(transientFiles(desk.checkout.gitDir).lock);
    const before = desk.read("workplans/no-id.md");
    const fixing = checkAsJson(desk, "--fix");
    // Reporting takes no lock, and has ended long after the other has begun.
    await checkAsJson(desk);
    expect(desk.read("workplans/no-id.md")).toBe(before);
    lock?.release();
    expect((await fixing).mended.map(({ code }) => code)).toEqual(["C-01"]);
    expect(git(desk.home, desk.checkout.path, "status", "--porcelain")).toContain("workplans/");
  });
});

test("docs/tasks.md lists every code with its severity", () => {
  const page = readFileSync(new URL("../../docs/tasks.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (C-\d\d) \| (problem|note) +\|/gm)];
  expect(rows.map(([, code, severity]) => [code, severity])).toEqual(
    Object.entries(findingCodes).map(([code, { severity }]) => [code, severity]),
  );
});
