import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../../src/actions/check/check.ts";
import { sync } from "../../../src/actions/sync/sync.ts";
import { systemFiles, type FileAccess } from "../../../src/system/file-access.ts";
import { writeFile } from "../../helpers/home.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, workplan, type Desk } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";

/** A desk where the hub has news for the file, and the paths to which it writes. */
async function withNews(over: Partial<FileAccess> = {}) {
  const desk = await makeDesk();
  desk.write(file, workplan({ T1: "todo" }));
  desk.commit();
  await desk.sync();
  desk.sql("UPDATE tasks SET status = 'done' WHERE key = 'T1'");
  const written: string[] = [];
  const write: FileAccess["write"] = (path, bytes) => {
    written.push(path);
    systemFiles.write(path, bytes);
  };
  desk.ctx.files = { ...systemFiles, write, ...over };
  return { desk, written };
}

const folder = (desk: Desk) => join(desk.checkout.gitDir, "sync-hooks");

test("a new text of a task file is put together in the git directory, where no `git add` sees it", async () => {
  const { desk, written } = await withNews();
  writeFile(folder(desk), "last-run.json", "{}");
  await desk.sync();
  expect(written.map((path) => dirname(path))).toEqual([folder(desk)]);
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  expect(git(desk.home, desk.checkout.path, "status", "--porcelain")).toBe(` M ${file}`);
});

test("where the git directory is on another disk, it is put together beside the file", async () => {
  const { desk, written } = await withNews({
    rename(from, to) {
      if (dirname(from) !== dirname(to)) throw Object.assign(new Error("EXDEV"), { code: "EXDEV" });
      systemFiles.rename(from, to);
    },
  });
  writeFile(folder(desk), "last-run.json", "{}");
  await desk.sync();
  const beside = dirname(join(desk.checkout.path, file));
  expect(written.map((path) => dirname(path))).toEqual([folder(desk), beside]);
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
  for (const path of written) expect(existsSync(path)).toBe(false);
});

test("a file that its folder has given a group keeps it", async () => {
  const { desk, written } = await withNews({
    stat(path) {
      const stat = systemFiles.stat(path);
      return (
        stat && {
          ...stat,
          gid: path.endsWith(file) || path.includes("workplans/.") ? 4n : stat.gid,
        }
      );
    },
  });
  writeFile(folder(desk), "last-run.json", "{}");
  await desk.sync();
  expect(written.map((path) => dirname(path)).at(-1)).toBe(dirname(join(desk.checkout.path, file)));
  expect(desk.read(file)).toBe(workplan({ T1: "done" }));
});

const runs: [string, (desk: Desk) => Promise<unknown>][] = [
  ["sync", ({ ctx, checkout }) => sync(ctx, checkout, { trigger: "commit" })],
  ["check --fix", ({ ctx, checkout }) => check(ctx, checkout, { mode: "fix", ids: "keep" })],
];

// A killed worker leaves the request that it had taken; a killed `check --fix` had taken none.
describe.each(runs)("by the next %s", (_name, run) => {
  test.each([
    ["worker", ["request.running"]],
    ["check --fix", []],
  ])(
    "what a killed %s has put together is removed; what belongs to a living process stays",
    async (_killed, left) => {
      const { desk } = await withNews();
      const [dead, alive] = [".plan.md.4194305.tmp", `.plan.md.${process.ppid}.tmp`];
      for (const name of [dead, alive, ...left]) writeFile(folder(desk), name, "");
      await run(desk);
      expect(existsSync(join(folder(desk), dead))).toBe(false);
      expect(existsSync(join(folder(desk), alive))).toBe(true);
    },
  );
});
