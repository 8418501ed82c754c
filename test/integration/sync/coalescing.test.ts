import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { widestListing } from "../../../src/actions/sync/publish.ts";
import { serve, sync } from "../../../src/actions/sync/sync.ts";
import * as requestFile from "../../../src/git/request-file.ts";
import { transientFiles } from "../../../src/git/transient-files.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { tryLock } from "../../../src/system/lock.ts";
import { holdPushes } from "../../helpers/hold-pushes.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, refOf } from "../../helpers/repository.ts";
import { makeWorld, type World } from "../../helpers/synced.ts";

const runs = ({ ctx, checkout }: World) => latestRuns(ctx.ledger(), checkout.id, 50);
const filesOf = ({ checkout }: World) => transientFiles(checkout.gitDir);

function expectNothingOwed(world: World): void {
  const files = filesOf(world);
  expect([files.request, files.running].filter((path) => existsSync(path))).toEqual([]);
  const lock = tryLock(files.lock);
  expect(lock).not.toBeNull();
  lock?.release();
}

test("requests during a run are queued and cause exactly one more run, which brings every commit", async () => {
  const world = await makeWorld();
  const { ctx, checkout, home, work, remote } = world;
  const pushes = holdPushes(world.home, world.remote);
  commitFile(home, work, "first", "1");
  const working = sync(ctx, checkout, { trigger: "commit" });
  await pushes.begun();
  let last = "";
  for (let count = 0; count < 5; count += 1) {
    last = commitFile(home, work, `later-${count}`, "2");
    const answer = await sync(ctx, checkout, { trigger: "commit" });
    expect(answer.outcome).toBe("queued");
  }
  pushes.open();
  await working;
  expect(refOf(home, remote, "main")).toBe(last);
  expect(runs(world)).toHaveLength(2);
  expectNothingOwed(world);
});

test("a hook's worker that comes after its request was served does nothing", async () => {
  const world = await makeWorld();
  const { ctx, checkout } = world;
  await sync(ctx, checkout, { trigger: "commit" });
  await serve(ctx, checkout, { trigger: "commit", gitPid: null });
  expect(runs(world)).toHaveLength(1);
});

test("what a killed worker had taken is run by the next worker, even one without a request of its own", async () => {
  const world = await makeWorld();
  const { ctx, checkout, home, work, remote } = world;
  const commit = commitFile(home, work, "a", "1");
  mkdirSync(filesOf(world).folder, { recursive: true });
  writeFileSync(filesOf(world).running, "post-commit 4242\n");
  const record = await serve(ctx, checkout, { trigger: "merge", gitPid: null });
  expect(record).toMatchObject({ outcome: "synced", trigger: "commit" });
  expect(refOf(home, remote, "main")).toBe(commit);
  expectNothingOwed(world);
});

test("one run answers a commit's and a sweep's request together, as a sweep", async () => {
  const world = await makeWorld();
  const { ctx, checkout } = world;
  requestFile.makeRequest(filesOf(world), { trigger: "sweep", gitPid: null });
  requestFile.makeRequest(filesOf(world), { trigger: "commit", gitPid: null });
  const record = await serve(ctx, checkout, { trigger: "commit", gitPid: null });
  expect(record.trigger).toBe("sweep");
  expect(runs(world)).toHaveLength(1);
});

test("one run for several has the steps of each, and each once", async () => {
  const world = await makeWorld(`steps:
  - { name: after-commit, run: "true", on: [commit] }
  - { name: after-sweep, run: "true", on: [sweep] }
  - { name: after-both, run: "true", on: [commit, sweep] }
  - { name: after-watch, run: "true", on: [watch] }
`);
  const { ctx, checkout } = world;
  requestFile.makeRequest(filesOf(world), { trigger: "commit", gitPid: null });
  requestFile.makeRequest(filesOf(world), { trigger: "sweep", gitPid: null });
  const { steps } = await serve(ctx, checkout, { trigger: "commit", gitPid: null });
  const own = steps.map(({ name }) => name).filter((name) => name.startsWith("after"));
  expect(own).toEqual(["after-commit", "after-sweep", "after-both"]);
});

test("one run for several looks at the task files as the one that wants to see the most", () => {
  expect(widestListing(["watch", "sweep"])).toBe("fresh");
  expect(widestListing(["sweep", "commit"])).toBe("remembered");
  expect(widestListing(["commit", "merge"])).toBe("touched");
});

test("a deferred run keeps its request for the next worker", async () => {
  const world = await makeWorld();
  const { ctx, checkout } = world;
  const bisect = writeFile(checkout.gitDir, "BISECT_LOG", "");
  const deferred = await sync(ctx, checkout, { trigger: "commit" });
  expect(deferred.outcome).toBe("deferred");
  expect(readFileSync(filesOf(world).running, "utf8")).toBe("commit\n");
  rmSync(bisect);
  await serve(ctx, checkout, { trigger: "commit", gitPid: null });
  expectNothingOwed(world);
});

test("a request file of an unknown sort, or empty, is a request all the same", async () => {
  const world = await makeWorld();
  const { ctx, checkout } = world;
  writeFileSync(filesOf(world).request, "");
  await serve(ctx, checkout, { trigger: "merge", gitPid: null });
  expect(runs(world)).toMatchObject([{ trigger: "merge" }]);
  expectNothingOwed(world);
});

test("a checkout whose git directory has gone is refused with the mend, and nothing is made there", async () => {
  const world = await makeWorld();
  const gone = { ...world.checkout, gitDir: `${world.home.path}/gone/.git` };
  await expect(sync(world.ctx, gone, { trigger: "manual" })).rejects.toMatchObject({
    code: "not-a-repo",
    hint: expect.stringContaining("doctor"),
  });
  expect(existsSync(dirname(gone.gitDir))).toBe(false);
});
