import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { current } from "../../helpers/registered.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { expectWhole, makeWorld, pushFromOther, stepOf } from "../../helpers/synced.ts";

test("a sweep fast-forwards a clean checkout that is behind", async () => {
  const world = await makeWorld();
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  const record = await world.run("sweep");
  expect(record.outcome).toBe("synced");
  expect(stepOf(record, "pull")?.detail).toBe("main ← origin/main (1 commit, fast-forward)");
  expect(refOf(world.home, world.work, "HEAD")).toBe(theirs);
  expect(readFileSync(join(world.work, "theirs.txt"), "utf8")).toBe("theirs\n");
  expect(current(world.ctx, world.checkout).lastPulledAt).not.toBeNull();
  expectWhole(world);
});

test("a sweep rebases local commits onto the remote's and pushes them", async () => {
  const world = await makeWorld();
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  commitFile(world.home, world.work, "ours.txt", "ours\n");
  const record = await world.run("sweep");
  expect(record.steps.map((step) => [step.name, step.outcome])).toEqual([
    ["pull", "synced"],
    ["push", "synced"],
    ["reconcile", "nothing-to-do"],
  ]);
  expect(refOf(world.home, world.work, "HEAD~1")).toBe(theirs);
  expect(refOf(world.home, world.remote, "main")).toBe(refOf(world.home, world.work, "HEAD"));
  expectWhole(world);
});

test("a commit whose push is rejected is rebased and pushed in the same run", async () => {
  const world = await makeWorld();
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  commitFile(world.home, world.work, "ours.txt", "ours\n");
  expect((await world.run("commit")).outcome).toBe("synced");
  expect(refOf(world.home, world.remote, "main~1")).toBe(theirs);
  expectWhole(world);
});

test("local merges stay merges when they are rebased", async () => {
  const world = await makeWorld();
  const { home, work } = world;
  git(home, work, "switch", "-qc", "feature");
  commitFile(home, work, "feature.txt", "feature\n");
  git(home, work, "switch", "-q", "main");
  git(home, work, "merge", "-q", "--no-ff", "-m", "merge feature", "feature");
  pushFromOther(world, "theirs.txt", "theirs\n");
  expect((await world.run("sweep")).outcome).toBe("synced");
  expect(git(home, work, "log", "-1", "--format=%s %P").split(" ")).toHaveLength(4);
  expectWhole(world);
});

test("other branches in the rebased range stay where they are, whatever rebase.updateRefs says", async () => {
  const world = await makeWorld();
  const { home, work } = world;
  git(home, work, "config", "rebase.updateRefs", "true");
  const ours = commitFile(home, work, "ours.txt", "ours\n");
  git(home, work, "branch", "keep");
  commitFile(home, work, "more.txt", "more\n");
  pushFromOther(world, "theirs.txt", "theirs\n");
  expect((await world.run("sweep")).outcome).toBe("synced");
  expect(refOf(home, work, "keep")).toBe(ours);
});

test("a conflict is reported with its files and never reaches the checkout", async () => {
  const world = await makeWorld();
  const ours = commitFile(world.home, world.work, "shared.txt", "ours\n");
  pushFromOther(world, "shared.txt", "theirs\n");
  const record = await world.run("commit");
  expect(record).toMatchObject({ outcome: "conflict", reason: "rebase-conflict" });
  expect(stepOf(record, "pull")?.detail).toContain("shared.txt");
  expect(refOf(world.home, world.work, "HEAD")).toBe(ours);
  expect(readFileSync(join(world.work, "shared.txt"), "utf8")).toBe("ours\n");
  expectWhole(world);
});

test("a known conflict is not tried again until a side has moved", async () => {
  const world = await makeWorld();
  commitFile(world.home, world.work, "shared.txt", "ours\n");
  pushFromOther(world, "shared.txt", "theirs\n");
  await world.run("sweep");
  const before = git(world.home, world.work, "count-objects", "-v");
  expect((await world.run("sweep")).outcome).toBe("conflict");
  expect(git(world.home, world.work, "count-objects", "-v")).toBe(before);
  commitFile(world.home, world.work, "shared.txt", "theirs\n");
  expect((await world.run("sweep")).outcome).toBe("conflict");
  pushFromOther(world, "shared.txt", "hello\n");
  expect(stepOf(await world.run("sweep"), "pull")?.outcome).toBe("conflict");
  expectWhole(world);
});

test.each([
  ["staged", ["add", "README.md"]],
  ["not staged", ["status"]],
])("a dirty tree (%s) is left alone, and its unpushed commits with it", async (_what, command) => {
  const world = await makeWorld();
  const { home, work } = world;
  pushFromOther(world, "theirs.txt", "theirs\n");
  const ours = commitFile(home, work, "ours.txt", "ours\n");
  writeFile(work, "README.md", "being edited\n");
  git(home, work, ...command);
  const record = await world.run("sweep");
  expect(record).toMatchObject({ outcome: "skipped", reason: "dirty" });
  expect(stepOf(record, "pull")?.detail).toContain("README.md");
  expect(refOf(home, work, "HEAD")).toBe(ours);
  expect(readFileSync(join(work, "README.md"), "utf8")).toBe("being edited\n");
});

test("an untracked file in the way stops the pull and keeps its content", async () => {
  const world = await makeWorld();
  const head = refOf(world.home, world.work, "HEAD");
  pushFromOther(world, "notes.txt", "theirs\n");
  writeFile(world.work, "notes.txt", "mine\n");
  const record = await world.run("sweep");
  expect(record).toMatchObject({ outcome: "skipped", reason: "dirty" });
  expect(readFileSync(join(world.work, "notes.txt"), "utf8")).toBe("mine\n");
  expect(refOf(world.home, world.work, "HEAD")).toBe(head);
  expect(existsSync(join(world.work, ".git/index.lock"))).toBe(false);
});

test("a file that was written anew with the bytes that HEAD holds stops no pull", async () => {
  const world = await makeWorld();
  const theirs = pushFromOther(world, "README.md", "hello from them\n");
  const path = join(world.work, "README.md");
  const bytes = readFileSync(path);
  rmSync(path);
  writeFileSync(path, bytes);
  expect((await world.run("sweep")).outcome).toBe("synced");
  expect(refOf(world.home, world.work, "HEAD")).toBe(theirs);
  expectWhole(world);
});

test("untracked files elsewhere do not stop a pull", async () => {
  const world = await makeWorld();
  pushFromOther(world, "theirs.txt", "theirs\n");
  writeFile(world.work, "scratch.txt", "mine\n");
  expect((await world.run("sweep")).outcome).toBe("synced");
});

test("pull: ff-only leaves diverged branches to the user", async () => {
  const world = await makeWorld("pull: ff-only\n");
  pushFromOther(world, "theirs.txt", "theirs\n");
  const ours = commitFile(world.home, world.work, "ours.txt", "ours\n");
  expect(await world.run("sweep")).toMatchObject({ outcome: "diverged", reason: "ff-only" });
  expect(refOf(world.home, world.work, "HEAD")).toBe(ours);
});

test("pull: off fetches nothing and still pushes", async () => {
  const world = await makeWorld("pull: off\n");
  const ours = commitFile(world.home, world.work, "ours.txt", "ours\n");
  expect((await world.run("sweep")).outcome).toBe("synced");
  expect(refOf(world.home, world.remote, "main")).toBe(ours);
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  await world.run("sweep");
  expect(refOf(world.home, world.work, "origin/main")).not.toBe(theirs);
});

test("no hook of the user's runs during an integration", async () => {
  const world = await makeWorld();
  const { home, work } = world;
  pushFromOther(world, "theirs.txt", "theirs\n");
  commitFile(home, work, "ours.txt", "ours\n");
  const hooks = ["post-checkout", "post-commit", "post-rewrite", "pre-rebase", "pre-commit"];
  for (const hook of hooks)
    writeFile(work, `.git/hooks/${hook}`, `#!/bin/sh\ntouch ${home.path}/ran-${hook}\n`, 0o755);
  expect((await world.run("sweep")).outcome).toBe("synced");
  for (const hook of hooks) expect(existsSync(join(home.path, `ran-${hook}`))).toBe(false);
});

test("an upstream that was force-pushed keeps the local commits", async () => {
  const world = await makeWorld();
  const { home, work, other } = world;
  pushFromOther(world, "theirs.txt", "theirs\n");
  await world.run("sweep");
  commitFile(home, work, "ours.txt", "ours\n");
  git(home, other, "commit", "-q", "--amend", "-m", "said better");
  git(home, other, "push", "-qf");
  await world.run("sweep");
  expect(existsSync(join(work, "ours.txt"))).toBe(true);
  expect(git(home, work, "log", "--format=%s")).toContain("change ours.txt");
});
