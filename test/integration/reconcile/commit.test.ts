import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { setTask } from "../../../src/actions/tasks/set-task.ts";
import { findTask } from "../../../src/actions/tasks/find-task.ts";
import { reconcile } from "../../../src/actions/reconcile/reconcile.ts";
import { commitSteps } from "../../../src/git/commit-files.ts";
import { run } from "../../../src/system/run.ts";
import { writeFile } from "../../helpers/home.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { expectWhole, makeWorld, pushFromOther, stepOf, type World } from "../../helpers/synced.ts";
import { workplan } from "../../helpers/tasks.ts";

const file = "workplans/plan.md";
const on = "tasks:\n  commit: true\n";
const statusLine = (world: World) => git(world.home, world.work, "status", "--porcelain");
const inRemote = (world: World, path: string) =>
  git(world.home, world.remote, "show", `main:${path}`);

const setInHub = async ({ ctx }: World, key: string, status: string) => {
  const { id } = await findTask(ctx, key, { repoIds: null, workstream: null });
  await setTask(ctx, id, { status });
};

/** A world whose plan is committed, pushed and synced, its hub ids included. */
async function plannedWorld(): Promise<World> {
  const world = await makeWorld(on);
  commitFile(world.home, world.work, file, workplan({ T1: "todo", T2: "todo" }));
  await world.run("sweep");
  await world.run("sweep");
  expectWhole(world);
  return world;
}

test("the hub's change is committed and pushed, that file alone, with a trailer and without any hook", async () => {
  const world = await plannedWorld();
  const { home, work, remote } = world;
  for (const hook of ["pre-commit", "post-commit", "commit-msg"])
    writeFile(work, `.git/hooks/${hook}`, `#!/bin/sh\ntouch '${home.path}/hook-ran'\n`, 0o755);
  writeFile(work, "staged.txt", "staged\n");
  git(home, work, "-c", "core.hooksPath=/dev/null", "add", "staged.txt");
  writeFile(work, "README.md", "edited\n");
  const before = refOf(home, work, "HEAD");
  await setInHub(world, "T1", "done");
  const record = await world.run("manual");
  expect(record).toMatchObject({ outcome: "synced" });
  expect(stepOf(record, "commit")).toMatchObject({ detail: expect.stringMatching(/^1 file in /) });
  expect(git(home, work, "diff", "--name-only", before, "HEAD")).toBe(file);
  expect(git(home, work, "log", "-1", "--format=%P %s|%(trailers:key=Sync-Hooks)")).toBe(
    `${before} Update tasks from the hub|Sync-Hooks: tasks`,
  );
  expect(git(home, work, "log", "-1", "--format=%b")).toContain(`${file}: T1`);
  expect(statusLine(world)).toBe(" M README.md\nA  staged.txt");
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
  expect(inRemote(world, file)).toContain("id: T1\nstate_hub_task_id");
  expect(existsSync(join(home.path, "hook-ran"))).toBe(false);
  expect((await world.run("manual")).steps.map(({ name }) => name)).not.toContain("commit");
});

test("hub ids are written and committed too", async () => {
  const world = await plannedWorld();
  expect(inRemote(world, file).match(/state_hub_task_id: /g)).toHaveLength(2);
  expect(inRemote(world, file)).toContain("state_hub_workstream_id: ");
});

test("a file with a person's edit, or with something staged, waits for the person's own commit", async () => {
  const world = await plannedWorld();
  const { home, work } = world;
  const head = refOf(home, work, "HEAD");
  writeFile(work, file, `${readFileSync(join(work, file), "utf8")}\nA person's line.\n`);
  await setInHub(world, "T1", "done");
  await world.run("manual");
  expect(refOf(home, work, "HEAD")).toBe(head);
  git(home, work, "commit", "--quiet", "--all", "--message", "mine");
  await world.run("manual");
  const mine = refOf(home, work, "HEAD");
  await setInHub(world, "T2", "done");
  await reconcile(world.ctx, world.checkout, await world.ctx.config(work), {
    branch: "main",
    listing: "fresh",
  });
  git(home, work, "add", file);
  await world.run("manual");
  expect(refOf(home, work, "HEAD")).toBe(mine);
  expect(statusLine(world)).toBe(`M  ${file}`);
});

test("commits of others that came in meanwhile are brought in first", async () => {
  const world = await plannedWorld();
  pushFromOther(world, "theirs.txt", "theirs\n");
  await setInHub(world, "T1", "done");
  await world.run("commit");
  expectWhole(world);
  expect(refOf(world.home, world.remote, "main")).toBe(refOf(world.home, world.work, "HEAD"));
  expect(inRemote(world, file)).toContain("status: done");
  expect(inRemote(world, "theirs.txt")).toBe("theirs");
});

const worker = fileURLToPath(new URL("../../helpers/commit-worker.ts", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));

test.each(commitSteps)(
  "a worker killed at %s leaves the checkout whole, and the next run commits once",
  async (step) => {
    const world = await plannedWorld();
    const { home, work } = world;
    writeFile(work, "staged.txt", "staged\n");
    git(home, work, "add", "staged.txt");
    await setInHub(world, "T1", "done");
    await reconcile(world.ctx, world.checkout, await world.ctx.config(work), {
      branch: "main",
      listing: "fresh",
    });
    const head = refOf(home, work, "HEAD");
    const args = ["--import", "tsx", worker, work, head, step];
    const died = await run(process.execPath, args, { cwd: root, env: home.env, timeoutMs: 50_000 });
    expect(died.signal).toBe("SIGKILL");
    await world.run("manual");
    expect(git(home, work, "rev-list", "--count", `${head}..HEAD`)).toBe("1");
    expect(statusLine(world)).toBe("A  staged.txt");
    expect(existsSync(join(work, ".git/index.lock"))).toBe(false);
    expect(inRemote(world, file)).toContain("status: done");
  },
);

test("a repository's own config cannot have commits made", async () => {
  const world = await makeWorld();
  writeFile(world.work, ".sync-hooksrc.yaml", "tasks:\n  commit: true\n");
  await expect(world.ctx.config(world.work)).rejects.toThrow(/commit/);
});
