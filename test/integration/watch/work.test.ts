import { renameSync } from "node:fs";
import { expect, test } from "vitest";
import { sync } from "../../../src/actions/sync/sync.ts";
import { openWork, type Worked } from "../../../src/actions/watch/work.ts";
import { makeRequest } from "../../../src/git/request-file.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { holdPushes } from "../../helpers/hold-pushes.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, type World } from "../../helpers/synced.ts";
import { until } from "../../helpers/until.ts";

const runs = ({ ctx, checkout }: World) => latestRuns(ctx.ledger(), checkout.id, 50);

/** A watcher's hands in a world; `poll` asks its checkout's remote once and gives what came of it. */
async function makePolled(world: World) {
  const came: Worked[] = [];
  const work = await openWork(world.ctx, "apply", (_checkout, worked) => came.push(worked));
  const poll = async () => {
    await work.start(world.checkout, "poll");
    return came.at(-1);
  };
  return { poll };
}

test("polls during a run ask for no other one", async () => {
  const world = await makeWorld();
  const pushes = holdPushes(world.home, world.remote);
  commitFile(world.home, world.work, "a.txt", "a\n");
  const { poll } = await makePolled(world);
  const working = sync(world.ctx, world.checkout, { trigger: "commit" });
  await pushes.begun();
  await poll();
  await poll();
  pushes.open();
  await working;
  expect(runs(world)).toHaveLength(1);
});

test("a poll carries out what a hook has asked for, as what the hook asked it", async () => {
  const world = await makeWorld();
  commitFile(world.home, world.work, "a.txt", "a\n");
  makeRequest(transientFiles(world.checkout.gitDir), { trigger: "commit", gitPid: null });
  const { poll } = await makePolled(world);
  await poll();
  expect(runs(world)).toMatchObject([{ trigger: "commit", outcome: "synced" }]);
});

test("a branch that its remote no longer has is synced once, and once more without its tracking ref", async () => {
  const world = await makeWorld();
  const { poll } = await makePolled(world);
  git(world.home, world.remote, "update-ref", "-d", "refs/heads/main");
  for (let count = 0; count < 3; count += 1) await poll();
  expect(runs(world)).toHaveLength(1);
  git(world.home, world.work, "fetch", "--quiet", "--prune");
  for (let count = 0; count < 3; count += 1) await poll();
  expect(runs(world)).toHaveLength(2);
});

test("changed files are no reason for a sync where they are not what keeps a pull away", async () => {
  const world = await makeWorld("push: { enabled: false }\n");
  commitFile(world.home, world.work, "a.txt", "a\n");
  const { poll } = await makePolled(world);
  await poll();
  expect(runs(world)).toHaveLength(1);
  for (const name of ["README.md", "a.txt"]) {
    writeFile(world.work, name, "not finished\n");
    expect(await poll()).toEqual({ kind: "quiet" });
  }
  expect(runs(world)).toHaveLength(1);
});

test("a pull that changed files keep away is tried again once they are others", async () => {
  const world = await makeWorld();
  writeFile(world.work, "README.md", "not finished\n");
  const theirs = pushFromOther(world, "b.txt", "b\n");
  const { poll } = await makePolled(world);
  await until("a poll finds it tried", async () => (await poll())?.kind === "quiet");
  const before = runs(world).length;
  expect(await poll()).toEqual({ kind: "quiet" });
  expect(runs(world)).toHaveLength(before);
  git(world.home, world.work, "checkout", "--quiet", "README.md");
  expect(await poll()).toMatchObject({ kind: "synced", record: { outcome: "synced" } });
  expect(refOf(world.home, world.work, "main")).toBe(theirs);
});

test("with pull off an earlier push is left to no other run, and the remote is asked for nothing else", async () => {
  const world = await makeWorld("pull: off\n");
  const { poll } = await makePolled(world);
  const commit = commitFile(world.home, world.work, "a.txt", "a\n");
  expect(await poll()).toMatchObject({ kind: "synced", record: { outcome: "synced" } });
  expect(refOf(world.home, world.remote, "main")).toBe(commit);
  renameSync(world.remote, `${world.remote}-away`);
  expect(await poll()).toEqual({ kind: "quiet" });
});
