import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitFiles } from "../../../src/git/commit-files.ts";
import { openGit } from "../../../src/git/git.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { run, type Run } from "../../../src/system/run.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { commitFile, git, makeRepository, refOf } from "../../helpers/repository.ts";

const names = ["a.md", "b.md", "c.md"];

/** Kills the process that moves the branch, with all that it has started, where its script comes to these words. */
const killedAt =
  (words: string, last: string): Run =>
  (command, args, options) => {
    if (!args.includes("sync-hooks-commit")) return run(command, args, options);
    const cut = args.map((arg) => {
      if (!arg.startsWith("alias.sync-hooks-commit=")) return arg;
      expect(arg.split(words)).toHaveLength(2);
      return arg.replace(words, () => `${last}kill -KILL 0; ${words}`);
    });
    return run(command, cut, options);
  };

/** Three files of HEAD with new bytes, and a fourth that the user has staged. */
function world() {
  const home = makeHome();
  const work = makeRepository(home);
  for (const name of names) commitFile(home, work, name, "before\n");
  for (const name of names) writeFile(work, name, "after\n");
  writeFile(work, "staged.md", "staged\n");
  git(home, work, "add", "staged.md");
  const gitDir = join(work, ".git");
  mkdirSync(join(gitDir, "sync-hooks"));
  const head = refOf(home, work, "HEAD");
  const files = names.map((path) => ({ path, bytes: readFileSync(join(work, path)) }));
  const request = { ref: "refs/heads/main", head, files, message: "tasks\n" };
  const commit = (by: Run) =>
    commitFiles(
      openGit({ path: work, gitDir, commonDir: gitDir }, { env: home.env, run: by }),
      request,
      () => {},
    );
  const leftovers = () => {
    const { nextIndex } = transientFiles(gitDir);
    return [join(gitDir, "index.lock"), nextIndex, `${nextIndex}.lock`].filter(existsSync);
  };
  const isWhole = (made: boolean) => {
    expect(refOf(home, work, made ? "HEAD^" : "HEAD")).toBe(head);
    expect(git(home, work, "diff", "--cached", "--name-only")).toBe("staged.md");
    expect(git(home, work, "diff", "--name-only")).toBe(made ? "" : names.join("\n"));
    expect(leftovers()).toEqual([]);
  };
  return { commit, isWhole };
}

test.each([
  ["before it has index.lock", "lock=$1/index.lock", ""],
  ["before the index is copied", 'cp -p "$1/index"', ""],
  ["before the commit's files go into the copy", "GIT_INDEX_FILE=$next git reset", ""],
  ["while they do", "GIT_INDEX_FILE=$next git reset", '>"$next.lock"; '],
  ["before the branch moves", "git update-ref", ""],
])("a commit whose process is killed %s is not made, and the next one is", async (...at) => {
  const [, words, last] = at;
  const { commit, isWhole } = world();
  expect(await commit(killedAt(words, last))).toMatchObject({ committed: false });
  isWhole(false);
  expect(await commit(run)).toMatchObject({ committed: true });
  isWhole(true);
});

test.each([
  ["before the copy stands in the index's place", 'mv -f "$next" "$index"'],
  ["before index.lock is gone", 'rm -f "$lock"\n'],
])("a commit whose process is killed %s is made", async (_, words) => {
  const { commit, isWhole } = world();
  expect(await commit(killedAt(words, ""))).toMatchObject({ committed: true });
  isWhole(true);
});

test("a commit whose process nobody kills is made", async () => {
  const { commit, isWhole } = world();
  expect(await commit(run)).toMatchObject({ committed: true });
  isWhole(true);
});
