import { expect, test } from "vitest";
import { sync } from "../../../src/actions/sync/sync.ts";
import { openWork, type Worked } from "../../../src/actions/watch/work.ts";
import { makeRequest } from "../../../src/git/request-file.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { holdPushes } from "../../helpers/hold-pushes.ts";
import { commitFile } from "../../helpers/repository.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";

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
