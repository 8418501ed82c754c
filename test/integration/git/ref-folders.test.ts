import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mayMoveRefs, refFolders } from "../../../src/git/ref-folders.ts";
import { makeHome } from "../../helpers/home.ts";
import { git, makeRepository } from "../../helpers/repository.ts";

test("branches with slashes lie in folders of their own", () => {
  const home = makeHome();
  const work = makeRepository(home);
  git(home, work, "branch", "feature/one");
  const gitDir = join(work, ".git");
  const checkout = { gitDir, commonDir: gitDir };
  const heads = join(gitDir, "refs/heads");
  expect(refFolders(checkout)).toEqual(expect.arrayContaining([heads, join(heads, "feature")]));
  expect(mayMoveRefs(checkout, join(heads, "feature"), "one")).toBe(true);
});

test("of a repository with reftables their list is followed; the file in the place of refs/heads is no folder", () => {
  const home = makeHome();
  const work = makeRepository(home);
  const gitDir = join(work, ".git");
  const heads = join(gitDir, "refs/heads");
  // As git 2.55 leaves it.
  rmSync(heads, { recursive: true });
  writeFileSync(heads, "this repository uses the reftable format\n");
  mkdirSync(join(gitDir, "reftable"));
  const checkout = { gitDir, commonDir: gitDir };
  const folders = refFolders(checkout);
  expect(folders).toContain(join(gitDir, "reftable"));
  expect(folders).not.toContain(heads);
  expect(mayMoveRefs(checkout, join(gitDir, "reftable"), "tables.list")).toBe(true);
  expect(mayMoveRefs(checkout, join(gitDir, "reftable"), "tables.list.lock")).toBe(false);
});
