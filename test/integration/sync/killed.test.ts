import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { integrationSteps } from "../../../src/git/integration/integrate.ts";
import { readJournal } from "../../../src/git/integration/integration-journal.ts";
import { openGit } from "../../../src/git/git.ts";
import { isRunning } from "../../../src/system/process-identity.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { expectWhole, makeWorld, pushFromOther, type World } from "../../helpers/synced.ts";
import { until } from "../../helpers/until.ts";

const workerFile = fileURLToPath(new URL("../../helpers/integration-worker.ts", import.meta.url));

/** A checkout two commits ahead of and two behind its upstream, which has been fetched. */
async function makeDiverged(): Promise<World> {
  const world = await makeWorld();
  pushFromOther(world, "theirs.txt", "theirs\n");
  pushFromOther(world, "README.md", "hello from them\n");
  commitFile(world.home, world.work, "ours.txt", "ours\n");
  commitFile(world.home, world.work, "more.txt", "more\n");
  git(world.home, world.work, "fetch", "-q");
  return world;
}

/** Starts a worker that integrates and dies as told; resolves when it is dead. */
function dyingWorker(
  { home, work, checkout }: World,
  by: "rebase" | "fast-forward",
  death: string,
): Promise<void> {
  const request = {
    ref: "refs/heads/main",
    head: refOf(home, work, "main"),
    onto: refOf(home, work, "origin/main"),
    by,
    message: "sync-hooks: test",
  };
  const args = ["--import", "tsx", workerFile, JSON.stringify(checkout), JSON.stringify(request)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, death], { env: home.env, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", () => resolve());
  });
}

/** Waits for what the dead worker had started. */
async function orphanEnded({ ctx, checkout }: World): Promise<void> {
  const child = readJournal(openGit(checkout, ctx))?.child ?? null;
  await until("the dead worker's child has ended", () => child === null || !isRunning(child));
}

/** What the user sees: HEAD on the branch, nothing to commit, no lock that stops a commit. */
function expectUsable({ home, work }: World): void {
  expect(git(home, work, "symbolic-ref", "HEAD")).toBe("refs/heads/main");
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(work, ".git/index.lock"))).toBe(false);
}

async function expectRecovery(world: World): Promise<void> {
  const record = await world.run("sweep");
  expect(["synced", "nothing-to-do"]).toContain(record.outcome);
  expectWhole(world);
  const { home, work, remote } = world;
  expect(refOf(home, work, "main")).toBe(refOf(home, remote, "main"));
  for (const name of ["ours.txt", "more.txt", "theirs.txt"])
    expect(existsSync(join(work, name))).toBe(true);
  expect(readFileSync(join(work, "README.md"), "utf8")).toBe("hello from them\n");
  expect(existsSync(join(work, ".git/sync-hooks/integration.json"))).toBe(false);
}

describe.each(integrationSteps)("a worker killed at the step %s of a rebase", (step) => {
  test("leaves the checkout usable, and the next one finishes", async () => {
    const world = await makeDiverged();
    await dyingWorker(world, "rebase", step);
    await orphanEnded(world);
    expectUsable(world);
    await expectRecovery(world);
  });
});

test.each(Array.from({ length: 8 }, (_value, index) => String(4 + index * 9)))(
  "a worker killed %s ms into its life leaves the checkout usable, and the next one finishes",
  async (delay) => {
    const world = await makeDiverged();
    await dyingWorker(world, "rebase", delay);
    await expectRecovery(world);
  },
);

test("a worker killed while a fast-forward moves the checkout leaves it whole", async () => {
  const world = await makeWorld();
  const theirs = pushFromOther(world, "theirs.txt", "theirs\n");
  git(world.home, world.work, "fetch", "-q");
  await dyingWorker(world, "fast-forward", "move-journalled");
  await orphanEnded(world);
  expectUsable(world);
  await world.run("sweep");
  expect(refOf(world.home, world.work, "main")).toBe(theirs);
  expectWhole(world);
});
