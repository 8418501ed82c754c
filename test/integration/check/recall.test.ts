import * as fc from "fast-check";
import { randomUUID } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { backupHub } from "../../../src/actions/hub/backup-hub.ts";
import { restoreHub } from "../../../src/actions/hub/restore-hub.ts";
import { adoptHub } from "../../../src/ledger/adopt.ts";
import { changeBases } from "../../../src/ledger/bases.ts";
import { beginCheck, checkedFiles, keepChecked } from "../../../src/ledger/checked-files.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { buildIdentity } from "../../../src/system/build-identity.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, usesOtherHubs, workplan, type Desk } from "../../helpers/tasks.ts";
import { writeFile } from "../../helpers/home.ts";

const plan = "workplans/a.md";
const other = "workplans/b.md";
const list = "TASKS.md";

/** A synced checkout in which a task is gone from its file, one differs on each side, and all files look old. */
async function settledDesk(): Promise<Desk> {
  const desk = await makeDesk("tasks:\n  policy: ask\n");
  desk.ctx.files = { ...desk.ctx.files };
  desk.ctx.clock = { ...desk.ctx.clock, now: () => new Date(Date.now() + 10_000) };
  desk.write(plan, workplan({ T1: "todo", T2: "todo", T3: "todo" }, "id: A\nstatus: active"));
  desk.write(other, workplan({ T1: "todo", T2: "todo" }, "id: B\nstatus: active"));
  desk.write(list, "- [ ] L1: one\n- [ ] L2: two\n- [ ] no id\n");
  desk.commit();
  await desk.sync();
  desk.write(plan, workplan({ T1: "done", T2: "todo" }, "id: A\nstatus: active"));
  desk.sql(`UPDATE tasks SET priority = 'high' WHERE key = 'T2' AND ${own("B")}`);
  return desk;
}

const report = (desk: Desk) => check(desk.ctx, desk.checkout, { mode: "report", ids: "keep" });

/** A check, and the paths that it has read. */
async function watchedReport(desk: Desk) {
  const { read } = desk.ctx.files;
  const paths: string[] = [];
  desk.ctx.files.read = (path) => {
    paths.push(path.slice(desk.checkout.path.length + 1));
    return read(path);
  };
  const found = await report(desk);
  desk.ctx.files.read = read;
  return { found, paths: paths.sort() };
}

const word = fc.constantFrom("todo", "done", "huh");

/** What a check finds that remembers nothing; what was remembered stays so for the next one. */
async function fullReport(desk: Desk) {
  const { db } = desk.ctx.ledger();
  for (const table of ["checks", "checked_files"])
    db.exec(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}; DELETE FROM ${table}`);
  const found = await report(desk);
  for (const table of ["checks", "checked_files"])
    db.exec(
      `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table}; DROP TABLE kept_${table}`,
    );
  return found;
}

const own = (key: string) => `workstream_id = (SELECT id FROM workstreams WHERE key = '${key}')`;
const scopeOf = async ({ ctx, checkout }: Desk) => ({
  checkoutId: checkout.id,
  branch: "main",
  hubId: (await ctx.hub()).id,
  restore: null,
});
const edit = (desk: Desk, path: string, from: RegExp | string, to: string) =>
  desk.write(path, desk.read(path).replace(from, to));

/** Lowers the change number by more than the acts of one step raise it. */
const goBack = () =>
  usesOtherHubs()
    ? "UPDATE meta SET value = value::bigint - 1000 WHERE key = 'change_offset'"
    : "UPDATE meta SET value = value - 3 WHERE key = 'change'";

async function replaceHub(desk: Desk, put: (hubFile: string) => void): Promise<void> {
  const { hubFile } = desk.ctx.directories;
  desk.sql("PRAGMA wal_checkpoint(TRUNCATE)");
  await desk.ctx.close();
  put(hubFile);
}

type Act = (desk: Desk) => unknown;

/** A thing that can move between two checks, and the files that have to be read again for it. */
type Moves = Record<string, { act: Act; reads: string[] }>;

/** Files, the hub's own among them. */
const fileMoves: Moves = {
  "a file is edited": { act: (desk) => edit(desk, plan, "todo", "blocked"), reads: [plan] },
  "a file is edited, and its size and time restored": {
    act: (desk) => {
      const path = join(desk.checkout.path, plan);
      const { atime, mtime } = statSync(path);
      edit(desk, plan, "status: done", "status: todo");
      utimesSync(path, atime, mtime);
    },
    reads: [plan],
  },
  "a file is replaced by another one of the same bytes": {
    act: (desk) => {
      const path = join(desk.checkout.path, list);
      copyFileSync(path, `${path}.new`);
      renameSync(`${path}.new`, path);
    },
    reads: [list],
  },
  "the config names other files": {
    act: async (desk) => {
      await desk.ctx.close();
      const text = "tasks:\n  files: ['workplans/**/*.md']\n";
      writeFile(desk.ctx.directories.config, "config.yaml", text);
    },
    reads: [],
  },
  "another file claims the same id": {
    act: (desk) => desk.write("workplans/copy.md", desk.read(other)),
    reads: ["workplans/copy.md"],
  },
  "a sparse checkout leaves a file out": {
    act: (desk) => {
      git(desk.home, desk.checkout.path, "checkout", "--quiet", "--", ".");
      git(desk.home, desk.checkout.path, "sparse-checkout", "set", "--no-cone", "/TASKS.md");
    },
    reads: [],
  },
  "a file is gone": { act: (desk) => rmSync(join(desk.checkout.path, other)), reads: [] },
  "a folder stands where a file was": {
    act: (desk) => {
      rmSync(join(desk.checkout.path, list), { force: true });
      mkdirSync(join(desk.checkout.path, list));
    },
    reads: [list],
  },
  "a folder goes out of the repository, and a link stands for it": {
    act: (desk) => {
      const folder = join(desk.checkout.path, "workplans");
      renameSync(folder, join(desk.home.path, "elsewhere"));
      symlinkSync(join(desk.home.path, "elsewhere"), folder);
    },
    reads: [],
  },
  "the hub is replaced": {
    act: (desk) => replaceHub(desk, (file) => rmSync(file)),
    reads: [list, plan, other],
  },
};

/** Rows, bases, branches, and which hub or program it is. */
const otherMoves: Moves = {
  "a row is changed": {
    act: (desk) => desk.sql(`UPDATE tasks SET status = 'done' WHERE key = 'T1' AND ${own("B")}`),
    reads: [other],
  },
  "a row is marked removed": {
    act: (desk) => desk.sql(`UPDATE tasks SET removed_at = 'x' WHERE key = 'T2' AND ${own("B")}`),
    reads: [other],
  },
  "a row is deleted": {
    act: (desk) => desk.sql(`DELETE FROM tasks WHERE key = 'T3' AND ${own("A")}`),
    reads: [plan],
  },
  "a row is added": {
    act: (desk) =>
      desk.sql(
        `INSERT INTO tasks (id, repo_id, workstream_id, key)
          SELECT ?, repo_id, id, ? FROM workstreams WHERE key = 'B'`,
        randomUUID(),
        randomUUID(),
      ),
    reads: [other],
  },
  "a row goes to another workstream": {
    act: (desk) =>
      desk.sql(
        `UPDATE tasks SET workstream_id = (SELECT id FROM workstreams WHERE key = 'B') WHERE key = 'T3' AND ${own("A")}
          AND EXISTS (SELECT 1 FROM workstreams WHERE key = 'B')`,
      ),
    reads: [plan, other],
  },
  "a workstream gets another key": {
    act: (desk) => desk.sql("UPDATE workstreams SET key = ? WHERE key = 'B'", randomUUID()),
    reads: [other],
  },
  "a workstream is deleted": {
    act: (desk) => {
      desk.sql(`DELETE FROM tasks WHERE ${own("B")}`);
      desk.sql("DELETE FROM workstreams WHERE key = 'B'");
    },
    reads: [other],
  },
  "a base moves": {
    act: async (desk) =>
      changeBases(desk.ctx.ledger(), await scopeOf(desk), "A", [
        { key: "T3", field: "task", base: null },
      ]),
    reads: [plan],
  },
  "a sync writes both sides": {
    act: (desk) => desk.sync(),
    reads: [plan, other],
  },
  "another branch is checked out": {
    act: (desk) => git(desk.home, desk.checkout.path, "switch", "--quiet", "-C", "side"),
    reads: [list, plan, other],
  },
  "HEAD is detached": {
    act: (desk) => git(desk.home, desk.checkout.path, "checkout", "--quiet", "--detach"),
    reads: [list, plan, other],
  },
  "the hub goes back to an older state": {
    act: (desk) => {
      desk.sql(goBack());
      desk.sql(`UPDATE tasks SET status = 'done' WHERE key = 'T1' AND ${own("B")}`);
    },
    reads: [list, plan, other],
  },
  "the hub is put back, and written until its change number is as high again": {
    act: async (desk) => {
      const file = join(desk.home.path, "backup.jsonl");
      await backupHub(desk.ctx, file);
      desk.sql(`UPDATE tasks SET status = 'done' WHERE key = 'T1' AND ${own("B")}`);
      await report(desk);
      await restoreHub(desk.ctx, file, "anything");
      for (const title of ["x", "y"])
        desk.sql(`UPDATE tasks SET title = '${title}' WHERE key = 'T2' AND ${own("A")}`);
    },
    reads: [list, plan, other],
  },
  "a hub is adopted": {
    act: async (desk) => {
      const { hubId: id } = await scopeOf(desk);
      const led = { branches: ["main"], lead: "ask" } as const;
      adoptHub(
        desk.ctx.ledger(),
        desk.checkout.id,
        { id, change: 0, latest: 0, restore: null },
        led,
      );
    },
    reads: [list, plan, other],
  },
  "another program checks": {
    act: async (desk) => {
      const basis = { ...(await scopeOf(desk)), program: "another" };
      beginCheck(desk.ctx.ledger(), basis, 0, []);
    },
    reads: [list, plan, other],
  },
};

const moves: Moves = { ...fileMoves, ...otherMoves };

describe("a check that remembers says what a full one says", () => {
  test("when nothing has moved, and then it reads no file", async () => {
    const desk = await settledDesk();
    const first = await watchedReport(desk);
    expect(first.paths).toEqual([list, plan, other]);
    expect(first.found.findings.map(({ code }) => code).sort()).toEqual([
      "C-04",
      "C-04",
      "C-07",
      "C-10",
      "C-17",
      "C-25",
    ]);
    expect(await watchedReport(desk)).toEqual({ found: first.found, paths: [] });
  });

  // Files are the same beside any hub.
  test.each(Object.entries(usesOtherHubs() ? otherMoves : moves))(
    "when %s",
    async (_, { act, reads }) => {
      const desk = await settledDesk();
      await report(desk);
      await act(desk);
      const { found, paths } = await watchedReport(desk);
      expect(paths).toEqual(reads);
      expect(found).toEqual(await fullReport(desk));
    },
  );

  test("whatever moves, time after time", async () => {
    const again = [
      "a file is replaced by another one of the same bytes",
      "a row is changed",
      "a row is marked removed",
      "a row is deleted",
      "a row is added",
      "a row goes to another workstream",
      "a workstream gets another key",
      "a workstream is deleted",
      "a base moves",
      "a sync writes both sides",
      "another branch is checked out",
      "another program checks",
      "the hub goes back to an older state",
      "a hub is adopted",
    ];
    const text = fc.record({
      path: fc.constantFrom(plan, other, "workplans/copy.md"),
      id: fc.constantFrom("A", "B", "C"),
      words: fc.record({ T1: word, T2: word }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...again), text), { minLength: 2, maxLength: 8 }),
        async (steps) => {
          const desk = await settledDesk();
          for (const step of steps) {
            if (typeof step === "string") await moves[step]?.act(desk);
            else desk.write(step.path, workplan(step.words, `id: ${step.id}\nstatus: active`));
            const remembered = await report(desk);
            const full = await fullReport(desk);
            expect(remembered).toEqual(full);
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});

test("a file that names another task's hub id is read each time: what that is, other files decide", async () => {
  const desk = await settledDesk();
  const id = String(desk.sql(`SELECT id FROM tasks WHERE key = 'T1' AND ${own("B")}`)[0]?.["id"]);
  edit(desk, plan, "id: T2", `id: T2\nstate_hub_task_id: ${id}`);
  const codes = async () => (await report(desk)).findings.map(({ code }) => code);
  expect(await codes()).toContain("C-27");
  desk.sql("DELETE FROM tasks WHERE id = ?", id);
  expect(await codes()).toContain("C-05");
});

test("a file that has changed within two seconds is read again", async () => {
  const desk = await settledDesk();
  desk.ctx.clock = { ...desk.ctx.clock, now: () => new Date() };
  desk.write(list, "- [ ] L1: one\n");
  await report(desk);
  expect((await watchedReport(desk)).paths).toContain(list);
});

test("a file behind a link is read each time", async () => {
  const desk = await settledDesk();
  desk.write("kept/real.md", workplan({ T1: "todo" }, "id: L\nstatus: active"));
  symlinkSync("../kept/real.md", join(desk.checkout.path, "workplans/link.md"));
  await report(desk);
  expect((await watchedReport(desk)).paths).toEqual(["kept/real.md"]);
});

test("what a check of another branch keeps meanwhile is not taken for this one's", async () => {
  const desk = await settledDesk();
  await report(desk);
  desk.sql(`UPDATE tasks SET status = 'done' WHERE key = 'T1' AND ${own("A")}`);
  const { stat } = desk.ctx.files;
  const basis = { ...(await scopeOf(desk)), branch: "side", program: buildIdentity };
  const onSide = { code: "C-10", line: null, message: "as it is on side", mend: "" } as const;
  let isDone = false;
  desk.ctx.files.stat = (path) => {
    if (!isDone && path.endsWith(other)) {
      isDone = true;
      const ledger = desk.ctx.ledger();
      const kept = checkedFiles(ledger, desk.checkout.id);
      beginCheck(ledger, basis, 1_000_000, []);
      keepChecked(
        ledger,
        desk.checkout.id,
        kept.map((file) => ({ ...file, compared: [{ ...onSide, file: file.path }] })),
      );
    }
    return stat(path);
  };
  await report(desk);
  desk.ctx.files.stat = stat;
  expect(isDone).toBe(true);
  expect(await report(desk)).toEqual(await fullReport(desk));
});

test("what a check has found is not kept where another one has seen more meanwhile", async () => {
  const desk = await settledDesk();
  const { read } = desk.ctx.files;
  const basis = { ...(await scopeOf(desk)), program: buildIdentity };
  desk.ctx.files.read = (path) => {
    if (path.endsWith(plan)) beginCheck(desk.ctx.ledger(), basis, 1_000_000, []);
    return read(path);
  };
  await report(desk);
  desk.ctx.files.read = read;
  expect(desk.ctx.ledger().db.prepare("SELECT * FROM checked_files").all()).toEqual([]);
});

test("a base that moves between the comparing of a file and the keeping of what was found is not missed", async () => {
  const desk = await settledDesk();
  const { db } = desk.ctx.ledger();
  const elsewhere = openLedger(desk.ctx.directories.ledgerFile);
  const scope = await scopeOf(desk);
  const { read } = desk.ctx.files;
  const exec = db.exec.bind(db);
  let [isRead, isMoved] = [false, false];
  desk.ctx.files.read = (path) => {
    isRead = true;
    return read(path);
  };
  db.exec = (text: string) => {
    if (isRead && !isMoved && text === "BEGIN IMMEDIATE") {
      isMoved = true;
      changeBases(elsewhere, scope, "A", [{ key: "T3", field: "task", base: null }]);
    }
    return exec(text);
  };
  await report(desk);
  db.exec = exec;
  desk.ctx.files.read = read;
  elsewhere.close();
  expect(isMoved).toBe(true);
  expect(await report(desk)).toEqual(await fullReport(desk));
});
