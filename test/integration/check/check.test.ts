import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { putBack } from "../../../src/actions/reconcile/put-back.ts";
import { withLock } from "../../../src/actions/sync/with-lock.ts";
import { isRequested, makeRequest } from "../../../src/git/request-file.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { tryLock } from "../../../src/system/lock.ts";
import { syncHooks } from "../../helpers/cli.ts";
import { git, makeRepository } from "../../helpers/repository.ts";
import { makeDesk, secondDesk, usesOtherHubs, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

const codes = async (desk: Desk) => {
  const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
  return findings.map(({ code, line }) => `${code} ${line}`);
};

async function deskWith(text: string): Promise<Desk> {
  const made = await makeDesk("tasks:\n  policy: ask\n");
  made.write(file, text);
  made.commit();
  await made.sync();
  return made;
}

const whole = (tasks: Record<string, string>, head = "id: WP-1\nstatus: active") =>
  workplan(
    Object.fromEntries(
      Object.entries(tasks).map(([id, block]) => [id, `${block}\nstate_hub_task_id: HUB-${id}`]),
    ),
    head,
  );

/** A synced workplan whose tasks carry the hub's own ids. */
async function tidyDesk(tasks: Record<string, string>, head?: string): Promise<Desk> {
  const made = await deskWith(whole(tasks, head));
  made.write(
    file,
    made.read(file).replace(/HUB-(\w+)/g, (_, key: string) => String(made.row(key)?.["id"])),
  );
  made.commit();
  await made.sync();
  return made;
}

type Case = [name: string, spoil: (one: Desk) => void, found: string[]];

/** What stands in files alone. */
const inFiles: Case[] = [
  [
    "C-01 a workplan without id",
    (one) => one.write("workplans/b.md", workplan({ T1: "todo" }, "title: x")),
    ["C-01 1"],
  ],
  [
    "C-02 a duplicate workplan id",
    (one) => one.write("workplans/b.md", "---\nid: WP-1\n---\n"),
    ["C-02 1", "C-02 1"],
  ],
  [
    "C-03 a duplicate task id",
    (one) => one.write(file, one.read(file).replace("id: T2", "id: T1")),
    ["C-10 null", "C-03 18"],
  ],
  [
    "C-08 a status word that nobody knows",
    (one) => one.write(file, one.read(file).replace("status: todo", "status: huh")),
    ["C-08 10"],
  ],
  [
    "C-12 YAML that does not parse",
    (one) => one.write(file, one.read(file).replace("id: T1", "id: [")),
    ["C-12 12"],
  ],
  ["C-17 a task without id", (one) => one.write("TASKS.md", "- [ ] plain\n"), ["C-17 1"]],
  [
    "C-26 a box that only OpenSpec counts",
    (one) =>
      one.write(
        "openspec/changes/c/tasks.md",
        "```\n- [ ] 1.1 fenced\n```\n- [~] 1.2 odd\n- [x] plain\n",
      ),
    ["C-26 2", "C-08 4", "C-17 5"],
  ],
];

const besideTheHub: Case[] = [
  [
    "C-05 a hub id that the hub does not know",
    (one) => one.write(file, one.read(file).replace(/(id: T1[^]*?task_id: ).*/, "$1no-such")),
    ["C-05 10"],
  ],
  [
    "C-07 a status that differs",
    (one) => one.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'"),
    ["C-07 10"],
  ],
  [
    "C-09 a title that differs",
    (one) => one.write(file, one.read(file).replace("Task T1", "Else")),
    ["C-09 10"],
  ],
  ["C-11 a file that is gone", (one) => rmSync(join(one.checkout.path, file)), ["C-11 null"]],
  [
    "C-14 done tasks in an open workplan",
    (one) => one.write(file, one.read(file).replaceAll("status: todo", "status: done")),
    ["C-14 1", "C-07 10", "C-07 18"],
  ],
  [
    "C-22 a task removed in the hub",
    (one) => one.sql("UPDATE tasks SET removed_at = 'x' WHERE key = 'T1'"),
    ["C-22 10"],
  ],
  [
    "C-23 a task in the hub alone",
    (one) =>
      one.sql(
        "INSERT INTO tasks (id, repo_id, workstream_id, key) SELECT 'n', repo_id, id, 'N1' FROM workstreams",
      ),
    ["C-23 null"],
  ],
  ["C-28 a workplan whose file was emptied", (one) => one.write(file, ""), ["C-28 null"]],
  [
    "C-28 a workplan that made way for another in its file",
    (one) => one.write(file, workplan({}, "id: WP-2\nstatus: active")),
    ["C-28 null"],
  ],
  [
    "nothing of a workplan that has gone to another file",
    (one) => {
      one.write("workplans/moved.md", one.read(file));
      one.write(file, "");
    },
    [],
  ],
  [
    "C-25 a priority that differs",
    (one) => one.sql("UPDATE tasks SET priority = 'high' WHERE key = 'T1'"),
    ["C-25 10"],
  ],
];

describe("check finds", () => {
  test("nothing in a tidy checkout", async () => {
    expect(await codes(await tidyDesk({ T1: "todo" }))).toEqual([]);
  });

  test.each(usesOtherHubs() ? besideTheHub : [...inFiles, ...besideTheHub])(
    "%s",
    async (_, spoil, found) => {
      const one = await tidyDesk({ T1: "todo", T2: "todo" });
      spoil(one);
      expect(await codes(one)).toEqual(found);
    },
  );

  test("C-15 open tasks in a done workplan", async () => {
    expect(await codes(await tidyDesk({ T1: "todo" }, "id: WP-1\nstatus: done"))).toEqual([
      "C-15 10",
    ]);
  });
});

// PostgreSQL takes no bytes into a column of text.
if (!usesOtherHubs())
  test("bytes in a column of text are told of in their task, and no other goes unchecked", async () => {
    const desk = await deskWith(workplan({ T1: "todo", T2: "todo" }, "id: WP-1\nstatus: active"));
    desk.sql("UPDATE tasks SET status = x'646f6e65' WHERE key = 'T1'");
    desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T2'");
    const { findings } = await check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });
    const about = findings.filter(({ message }) => /^T\d/.test(message)).map((one) => one.message);
    expect(about.filter((message) => message.startsWith("T2"))).toHaveLength(1);
    expect(about.find((message) => message.startsWith("T1"))).toContain("X'646F6E65'");
  });

test("check --fix writes the ids that every clone would write, and nothing else", async () => {
  const one = await deskWith(workplan({ T1: "todo", T2: "done\nstate_hub_task_id: ~" }));
  one.write("TASKS.md", "- [ ] B1: one\n- [ ] plain");
  const two = await secondDesk(one);
  const fix = { mode: "fix", ids: "keep" } as const;
  const report = await check(one.ctx, one.checkout, fix);
  expect(report.findings.map(({ code }) => code)).toEqual(["C-17"]);
  expect(report.mended).toMatchObject([
    { code: "C-04", line: 10, message: "2 tasks have no hub id" },
    { code: "C-06", line: 17 },
  ]);
  await check(two.ctx, two.checkout, fix);
  expect(two.read(file)).toBe(one.read(file));
  expect(one.read(file)).toContain(
    `id: T1\nstate_hub_task_id: ${one.row("T1")?.["id"]}\nstatus: todo`,
  );
  expect(one.read("TASKS.md")).toBe("- [ ] B1: one\n- [ ] plain");
  expect(await one.sync()).toMatchObject({ outcome: "synced", detail: "1 to the hub" });
  expect(one.row("T2")).toMatchObject({ status: "done", rev: 1 });
});

test("tasks without hub id are one note a file, and --fix tells of those that it could give one", async () => {
  const one = await deskWith(workplan({ T1: "todo", T2: "todo", T3: "todo" }));
  one.write("workplans/one.md", workplan({ T1: "todo" }, "id: WP-2\nstatus: active"));
  one.write(file, one.read(file).replace("id: T3", "id: T2"));
  const notes = { code: "C-04", mend: "run: sync-hooks check --fix" };
  const { findings } = await check(one.ctx, one.checkout, { mode: "report", ids: "keep" });
  expect(findings.filter(({ code }) => code === "C-04")).toEqual([
    { ...notes, file: "workplans/one.md", line: 10, message: "T1 has no hub id" },
    { ...notes, file, line: 10, message: "2 tasks have no hub id" },
  ]);
  const fixed = await check(one.ctx, one.checkout, { mode: "fix", ids: "keep" });
  expect(fixed.mended).toEqual([
    { ...notes, file: "workplans/one.md", line: 10, message: "T1 has no hub id" },
    { ...notes, file, line: 10, message: "T1 has no hub id" },
  ]);
  expect(fixed.findings.filter(({ code }) => code === "C-04")).toEqual([
    { ...notes, file, line: 19, message: "T2 has no hub id" },
  ]);
});

test("check --fix --ids gives every task an id, and the next sync takes them up", async () => {
  const one = await makeDesk();
  one.write("TASKS.md", "- [ ] first\r\n- [x] second");
  one.write("workplans/no-id.md", "# Plan\n\n## A\n\n```task\nid: T1\n```\n");
  await check(one.ctx, one.checkout, { mode: "fix", ids: "give" });
  expect(one.read("TASKS.md")).toMatch(/^- \[ \] first \^sh-\w{4}\r\n- \[x\] second \^sh-\w{4}$/);
  expect(one.read("workplans/no-id.md")).toMatch(/^---\nid: no-id\n---\n\n# Plan\n/);
  await one.sync();
  expect(one.sql("SELECT title, status FROM tasks ORDER BY title")).toEqual([
    { title: "A", status: "todo" },
    { title: "first", status: "todo" },
    { title: "second", status: "done" },
  ]);
});

test("the command prints place, message and mend, as text or JSON, and exits 1 on a problem", async () => {
  const one = await deskWith(workplan({ T1: "huh" }));
  await one.ctx.close();
  const text = await syncHooks(one.home, ["check"], { cwd: one.checkout.path });
  expect(text).toMatchObject({ status: 1, stderr: "" });
  expect(text.stdout).toContain(`C-08  ${file}:10`);
  expect(text.stdout).toContain("write one of: todo");
  for (const args of [
    ["check", "--format", "json"],
    ["check", "--json"],
  ]) {
    const json = await syncHooks(one.home, args, { cwd: one.checkout.path });
    expect(JSON.parse(json.stdout)).toMatchObject({
      checkouts: [
        {
          slug: "app",
          files: 1,
          tasks: 1,
          findings: [{ code: "C-04" }, { code: "C-08", line: 10, severity: "problem" }],
        },
      ],
    });
  }
  const usage = await syncHooks(one.home, ["check", "--ids"], { cwd: one.checkout.path });
  expect(usage).toMatchObject({ status: 64, stderr: expect.stringContaining("check --fix --ids") });
});

test("a checkout that is gone is named and does not keep the others from being checked", async () => {
  const one = await deskWith(workplan({ T1: "huh" }));
  const lost = makeRepository(one.home, "lost");
  await syncHooks(one.home, ["add", lost]);
  await one.ctx.close();
  rmSync(lost, { recursive: true });
  const checked = await syncHooks(one.home, ["check", "lost", "app"]);
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain(`C-08  ${file}:10`);
  expect(checked.stderr).toContain(lost);
});

describe("check --fix and a sync", () => {
  const fix = { mode: "fix", ids: "keep" } as const;

  test.each([
    ["tasks.inject_ids writes them again", "tasks:\n  inject_ids: true\n", [file]],
    ["nobody else would write them again", "", []],
  ])("hub ids are put back before a pull only where %s", async (_, config, back) => {
    const one = await makeDesk(config);
    one.write(file, workplan({ T1: "todo" }));
    one.commit();
    const before = one.read(file);
    await one.sync();
    await check(one.ctx, one.checkout, fix);
    const fixed = one.read(file);
    expect(fixed).not.toBe(before);
    expect(await putBack(one.ctx, one.checkout, [file])).toEqual(back);
    expect(one.read(file)).toBe(back.length === 0 ? fixed : before);
  });

  test("a value that a sync wrote before is still known as its own when all is restored", async () => {
    const one = await deskWith(workplan({ T1: "todo" }));
    one.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
    await one.sync();
    await check(one.ctx, one.checkout, fix);
    git(one.home, one.checkout.path, "checkout", "--quiet", "--", ".");
    await one.sync();
    expect(one.row("T1")).toMatchObject({ status: "done" });
    expect(one.read(file)).toContain("status: done");
  });

  test("a sync that was asked for meanwhile runs once the files are free", async () => {
    const one = await makeDesk();
    const files = transientFiles(one.checkout.gitDir);
    await withLock(one.ctx, one.checkout, async () => {
      expect(tryLock(files.lock)).toBeNull();
      makeRequest(files, { trigger: "commit", gitPid: null });
    });
    expect(existsSync(files.lastRun)).toBe(true);
    expect(isRequested(files)).toBe(false);
  });

  test("the lock is free again when the work fails", async () => {
    const one = await makeDesk();
    await expect(
      withLock(one.ctx, one.checkout, () => Promise.reject(new Error("broken"))),
    ).rejects.toThrow("broken");
    const lock = tryLock(transientFiles(one.checkout.gitDir).lock);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
