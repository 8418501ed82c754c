import { join } from "node:path";
import { expect, test } from "vitest";
import { straightDistance } from "../../../src/git/state/loose-commits.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { commitFile, git, makeRepository, refOf } from "../../helpers/repository.ts";

function makeLine(length: number) {
  const home = makeHome();
  const path = makeRepository(home);
  const tip = refOf(home, path, "HEAD");
  for (let count = 0; count < length; count += 1) commitFile(home, path, "a", `${count}\n`);
  const distance = (head = refOf(home, path, "HEAD")) =>
    straightDistance(join(path, ".git"), head, tip);
  return { home, path, tip, distance };
}

test.each([0, 1, 3])("%i loose commits in a line are counted as git counts them", (length) => {
  const { home, path, tip, distance } = makeLine(length);
  expect(distance()).toBe(Number(git(home, path, "rev-list", "--count", `${tip}..HEAD`)));
});

test("a merge, a pack, an unrelated commit or a long way is left to git", () => {
  const merged = makeLine(1);
  git(merged.home, merged.path, "checkout", "-qb", "side", merged.tip);
  commitFile(merged.home, merged.path, "b", "1");
  git(merged.home, merged.path, "merge", "-q", "--no-edit", "main");
  expect(merged.distance()).toBeNull();

  const packed = makeLine(1);
  git(packed.home, packed.path, "gc", "--quiet");
  expect(packed.distance()).toBeNull();

  const behind = makeLine(1);
  git(behind.home, behind.path, "checkout", "-q", "--orphan", "other");
  git(behind.home, behind.path, "commit", "-qm", "unrelated");
  expect(behind.distance()).toBeNull();
});

test("a commit message that looks like a parent is no parent", () => {
  const { home, path, distance } = makeLine(0);
  const message = writeFile(home.path, "message", `subject\n\nparent ${"a".repeat(40)}\n`);
  git(home, path, "commit", "-q", "--allow-empty", "-F", message);
  expect(distance()).toBe(1);
});
