import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { git } from "../../helpers/repository.ts";
import { makeDesk, type Desk } from "../../helpers/tasks.ts";

const file = "TASKS.md";
const list = (first: string, second = "two") => `- [ ] T1: ${first}\n- [ ] T2: ${second}\n`;
const inGit = (desk: Desk, ...args: string[]) => git(desk.home, desk.checkout.path, ...args);
const remoteOf = (desk: Desk) => join(desk.home.path, "remote.git");

/** Its file holds a title that came from the hub, which no commit holds, and others know the file from before. */
async function deskWithHubTitle(policy = "hub", settings = ""): Promise<Desk> {
  const desk = await makeDesk(`tasks:\n  policy: ${policy}\n${settings}`);
  desk.write(file, list("one"));
  desk.commit();
  await desk.sync();
  inGit(desk, "push", "--quiet", remoteOf(desk), "main");
  desk.sql("UPDATE tasks SET title = 'from the hub' WHERE key = 'T1'");
  await desk.sync();
  expect(desk.read(file)).toBe(list("from the hub"));
  return desk;
}

/** Somebody commits one version after another in a clone of their own, and pushes. */
function pushFromOther(desk: Desk, ...versions: string[]): void {
  const other = join(desk.home.path, "other");
  git(desk.home, desk.home.path, "clone", "--quiet", remoteOf(desk), other);
  for (const text of versions) {
    writeFile(other, file, text);
    git(desk.home, other, "commit", "--quiet", "--all", "--message", "theirs");
  }
  git(desk.home, other, "push", "--quiet");
}

const pull = (desk: Desk, how = "--ff-only") =>
  inGit(desk, "pull", "--quiet", how, remoteOf(desk), "main");

/** Commits other work, which leaves the tasks alone. */
function commitOther(desk: Desk, ...args: string[]): void {
  desk.write("other.txt", "x\n");
  inGit(desk, "add", "other.txt");
  inGit(desk, "commit", "--quiet", "--message", "another file", ...args);
}

const conflicts = (desk: Desk) => desk.sql("SELECT markdown, hub, chosen FROM conflicts");

/** The hub's title stands against the one that was pulled, and policy `hub` has let it win. */
async function expectConflict(desk: Desk, second = "two"): Promise<void> {
  await desk.sync();
  expect(conflicts(desk)).toEqual([{ markdown: "theirs", hub: "from the hub", chosen: "hub" }]);
  expect(desk.read(file)).toBe(list("from the hub", second));
  await expect(desk.sync()).resolves.toMatchObject({ outcome: "nothing-to-do" });
}

/** What stands in the file is news over the hub's title, by people who had it before them. */
async function expectNews(desk: Desk, title: string, second = "two"): Promise<void> {
  await desk.sync();
  expect(conflicts(desk)).toEqual([]);
  expect(desk.row("T1")).toMatchObject({ title });
  expect(desk.read(file)).toBe(list(title, second));
  await expect(desk.sync()).resolves.toMatchObject({ outcome: "nothing-to-do" });
}

describe("invariant 11: a hub's value that was stashed away conflicts with what others have committed instead", () => {
  test.each([
    ["hub", "from the hub", "from the hub"],
    ["markdown", "theirs", "theirs"],
    ["ask", "theirs", "from the hub"],
  ])("with policy %s", async (policy, inFile, title) => {
    const desk = await deskWithHubTitle(policy);
    pushFromOther(desk, list("theirs"));
    inGit(desk, "stash", "--quiet");
    pull(desk);
    await desk.sync();
    const chosen = policy === "ask" ? null : policy;
    expect(conflicts(desk)).toEqual([{ markdown: "theirs", hub: "from the hub", chosen }]);
    expect(desk.read(file)).toBe(list(inFile));
    expect(desk.row("T1")).toMatchObject({ title });
  });

  test.each<[string, (desk: Desk) => unknown]>([
    [
      "by a reset",
      (desk) => {
        inGit(desk, "fetch", "--quiet", remoteOf(desk), "main");
        inGit(desk, "reset", "--quiet", "--hard", "FETCH_HEAD");
      },
    ],
    [
      "by a merge beside other work",
      (desk) => {
        inGit(desk, "checkout", "--", file);
        commitOther(desk);
        pull(desk, "--no-rebase");
      },
    ],
    [
      "by a rebase of other work",
      (desk) => {
        inGit(desk, "checkout", "--", file);
        commitOther(desk);
        pull(desk, "--rebase");
      },
    ],
    [
      "below other work",
      (desk) => {
        inGit(desk, "checkout", "--", file);
        pull(desk);
        commitOther(desk);
      },
    ],
    [
      "in a commit that is amended here",
      (desk) => {
        inGit(desk, "checkout", "--", file);
        pull(desk);
        commitOther(desk, "--amend");
      },
    ],
    [
      "by a merge that had to be settled",
      (desk) => {
        inGit(desk, "checkout", "--", file);
        desk.write(file, list("one", "mine"));
        desk.commit("T2 alone");
        expect(() => pull(desk, "--no-rebase")).toThrow();
        expect(desk.read(file)).toContain("<<<<<<<");
        desk.write(file, list("theirs"));
        desk.commit("theirs it is");
      },
    ],
  ])("%s", async (_, bringIn) => {
    const desk = await deskWithHubTitle();
    pushFromOther(desk, list("theirs"));
    bringIn(desk);
    await expectConflict(desk);
  });

  test.each<[string, (desk: Desk) => void]>([
    ["uncommitted", () => {}],
    ["committed", (desk) => desk.commit("T2 alone")],
  ])("also where another task is edited by then, %s", async (_, next) => {
    const desk = await deskWithHubTitle();
    pushFromOther(desk, list("theirs"));
    inGit(desk, "stash", "--quiet");
    pull(desk);
    desk.write(file, list("theirs", "edited"));
    next(desk);
    await expectConflict(desk, "edited");
  });

  test("also the last of several that had been written", async () => {
    const desk = await deskWithHubTitle();
    desk.sql("UPDATE tasks SET title = 'later' WHERE key = 'T1'");
    await desk.sync();
    pushFromOther(desk, list("theirs"));
    inGit(desk, "stash", "--quiet");
    pull(desk);
    await desk.sync();
    expect(conflicts(desk)).toEqual([{ markdown: "theirs", hub: "later", chosen: "hub" }]);
  });
});

describe("invariant 11: what was written over the hub's value is theirs who wrote it", () => {
  test("others, who had committed it", async () => {
    const desk = await deskWithHubTitle();
    pushFromOther(desk, list("from the hub"), list("theirs"));
    inGit(desk, "stash", "--quiet");
    pull(desk);
    await expectNews(desk, "theirs");
  });

  test.each(["--no-rebase", "--rebase"])("a person here, who then pulls with %s", async (how) => {
    const desk = await deskWithHubTitle();
    const others = "- [ ] T9: nine\n";
    const other = join(desk.home.path, "other");
    git(desk.home, desk.home.path, "clone", "--quiet", remoteOf(desk), other);
    writeFile(other, "docs/TASKLIST.md", others);
    git(desk.home, other, "add", "--all");
    git(desk.home, other, "commit", "--quiet", "--message", "another list");
    git(desk.home, other, "push", "--quiet");
    desk.write(file, list("mine"));
    desk.commit("mine");
    pull(desk, how);
    await expectNews(desk, "mine");
  });

  test("a person here, who then settles a rebase by yet another word", async () => {
    const desk = await deskWithHubTitle();
    pushFromOther(desk, list("theirs"));
    desk.write(file, list("mine"));
    desk.commit("mine");
    expect(() => pull(desk, "--rebase")).toThrow();
    expect(desk.read(file)).toContain("<<<<<<<");
    desk.write(file, list("both"));
    inGit(desk, "add", file);
    inGit(desk, "-c", "core.editor=true", "rebase", "--continue");
    await expectNews(desk, "both");
  });

  test("a person here, whose word others have replaced since", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("mine"));
    desk.commit("mine");
    inGit(desk, "push", "--quiet", remoteOf(desk), "main");
    pushFromOther(desk, list("theirs"));
    pull(desk);
    await expectNews(desk, "theirs");
  });

  test("a person here, on a branch that is merged", async () => {
    const desk = await deskWithHubTitle();
    inGit(desk, "switch", "--quiet", "--create", "topic");
    desk.write(file, list("mine"));
    desk.commit("mine");
    inGit(desk, "switch", "--quiet", "main");
    inGit(desk, "merge", "--quiet", "topic");
    await expectNews(desk, "mine");
  });

  test("a person here, who amends", async () => {
    const desk = await deskWithHubTitle();
    desk.write(file, list("mine"));
    inGit(desk, "commit", "--quiet", "--all", "--amend", "--message", "mine");
    await expectNews(desk, "mine");
  });

  test.each<[string, (desk: Desk) => void]>([
    ["is none", (desk) => rmSync(join(desk.checkout.path, ".git/logs"), { recursive: true })],
    ["has forgotten", (desk) => inGit(desk, "reflog", "expire", "--expire=now", "--all")],
  ])("whoever it was, where a log of HEAD %s", async (_, forget) => {
    const desk = await deskWithHubTitle();
    pushFromOther(desk, list("theirs"));
    inGit(desk, "stash", "--quiet");
    pull(desk);
    forget(desk);
    await expectNews(desk, "theirs");
  });
});
