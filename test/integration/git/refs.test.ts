import { run } from "../../../src/system/run.ts";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openGit } from "../../../src/git/git.ts";
import { refsByGit } from "../../../src/git/state/refs-by-git.ts";
import { refsInFiles } from "../../../src/git/state/refs-in-files.ts";
import { makeHome } from "../../helpers/home.ts";
import { commitFile, git, makeRepository, refOf } from "../../helpers/repository.ts";

function makeRefs() {
  const home = makeHome();
  const work = makeRepository(home);
  const first = refOf(home, work, "HEAD");
  const second = commitFile(home, work, "a.txt", "a\n");
  const gitDir = join(work, ".git");
  return {
    home,
    work,
    first,
    second,
    git: openGit({ path: work, gitDir, commonDir: gitDir }, { env: home.env, run }),
  };
}

describe.each([
  ["in files", refsInFiles],
  ["by git", refsByGit],
])("refs read %s", (_how, open) => {
  test("are the same loose and packed, with an empty folder in the way", async () => {
    const { home, work, second, git: opened } = makeRefs();
    expect(await open(opened).read("refs/heads/main")).toBe(second);
    expect(await open(opened).read("refs/heads/main/below")).toBeNull();
    git(home, work, "pack-refs", "--all");
    mkdirSync(join(work, ".git/refs/heads/main"), { recursive: true });
    expect(await open(opened).read("refs/heads/main")).toBe(second);
    expect(await open(opened).read("refs/heads/mai")).toBeNull();
    expect(await open(opened).read("refs/heads/none")).toBeNull();
  });

  test("give HEAD on a branch, before its first commit, and detached", async () => {
    const { home, work, second, git: opened } = makeRefs();
    expect(await open(opened).head()).toEqual({ branch: "main" });
    git(home, work, "switch", "-q", "--orphan", "a/b");
    expect(await open(opened).head()).toEqual({ branch: "a/b" });
    git(home, work, "switch", "-q", "--detach", second);
    expect(await open(opened).head()).toEqual({ detachedAt: second });
  });

  test("give every commit of the reflog", async () => {
    const { first, second, git: opened } = makeRefs();
    expect(await open(opened).reflog("refs/heads/main")).toEqual(new Set([first, second]));
    expect(await open(opened).reflog("refs/heads/none")).toEqual(new Set());
  });
});
