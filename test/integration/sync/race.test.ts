import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";

function userPushes({ home, work }: World): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn("git", ["push", "-q"], { cwd: work, env: home.env, stdio: "ignore" });
    child.on("close", resolve);
  });
}

test("the user's own push beside ours: both end, the commit is there, nothing is forced", async () => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  // A remote that takes its time, so that the two really meet.
  writeFile(remote, "hooks/pre-receive", "#!/bin/sh\nsleep 0.1\n", 0o755);
  for (const headStartMs of [0, 20, 60, 120, 200]) {
    const head = commitFile(home, work, `${headStartMs}.txt`, "x\n");
    const user = userPushes(world);
    await sleep(headStartMs);
    const record = await world.run("commit");
    await user;
    expect(record.outcome).toMatch(/^(synced|nothing-to-do)$/);
    expect(refOf(home, remote, "main")).toBe(head);
  }
  expect(git(home, remote, "rev-list", "--count", "main")).toBe("6");
});

test("a commit made while an integration runs is neither lost nor mixed with the remote's", async () => {
  const world = await makeWorld();
  const { home, work, other, remote } = world;
  for (let round = 0; round < 6; round += 1) {
    git(home, other, "pull", "-q", "--rebase");
    commitFile(home, other, `theirs-${round}.txt`, "theirs\n");
    git(home, other, "push", "-q");
    const sweep = world.run("sweep");
    await sleep(5 + round * 12);
    let made = false;
    for (let attempt = 0; attempt < 50 && !made; attempt += 1)
      made = await userCommits(world, `ours-${round}.txt`);
    await sweep;
    expect(made).toBe(true);
    expect((await world.run("sweep")).outcome).toMatch(/^(synced|nothing-to-do)$/);
  }
  const files = git(home, remote, "ls-tree", "--name-only", "main").split("\n");
  for (let round = 0; round < 6; round += 1) {
    expect(files).toContain(`ours-${round}.txt`);
    expect(files).toContain(`theirs-${round}.txt`);
  }
  const deleted = git(home, remote, "log", "--diff-filter=D", "--format=%h", "main");
  expect(deleted).toBe("");
  expect(git(home, work, "status", "--porcelain")).toBe("");
});

/** The user commits one file; false where git refuses because its index is in use. */
async function userCommits({ home, work }: World, name: string): Promise<boolean> {
  writeFile(work, name, "ours\n");
  const command = `git add '${name}' && git commit -qm '${name}' -- '${name}'`;
  return new Promise((resolve) => {
    const child = spawn("sh", ["-c", command], { cwd: work, env: home.env, stdio: "ignore" });
    child.on("close", (status) => resolve(status === 0));
  });
}
