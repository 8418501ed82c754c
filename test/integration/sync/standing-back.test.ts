import { spawn } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runOnce } from "../../../src/actions/sync/run-once.ts";
import { updateCheckout } from "../../../src/ledger/checkouts.ts";
import { writeFile } from "../../helpers/home.ts";
import { current } from "../../helpers/registered.ts";
import { commitFile, git, refOf } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, type World } from "../../helpers/synced.ts";

/** Two branches that change one file differently: a merge, rebase, cherry-pick or revert of them stops. */
function makeConflict({ home, work }: World): void {
  git(home, work, "switch", "-qc", "side");
  commitFile(home, work, "shared.txt", "side\n");
  git(home, work, "switch", "-q", "main");
  commitFile(home, work, "shared.txt", "main\n");
}

function stop({ home, work }: World, ...command: string[]): void {
  try {
    git(home, work, ...command);
  } catch {
    return; // It stopped at the conflict, as it should.
  }
  throw new Error(`git ${command.join(" ")} met no conflict`);
}

const operations: [string, (world: World) => void][] = [
  ["merge", (world) => stop(world, "merge", "side")],
  ["rebase", (world) => stop(world, "rebase", "side")],
  ["cherry-pick", (world) => stop(world, "cherry-pick", "side")],
  ["revert", (world) => stop(world, "revert", "--no-edit", "side")],
  ["bisect", ({ home, work }) => git(home, work, "bisect", "start")],
  ["index.lock", ({ work }) => writeFile(work, ".git/index.lock", "")],
];

test.each(operations)("a %s in progress defers the run and is not touched", async (name, begin) => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  makeConflict(world);
  pushFromOther(world, "theirs.txt", "theirs\n");
  begin(world);
  const before = refOf(home, remote, "main");
  const [status, head] = [git(home, work, "status", "--porcelain"), refOf(home, work, "HEAD")];
  for (const trigger of ["commit", "sweep"] as const)
    expect(await world.run(trigger)).toMatchObject({ outcome: "deferred", reason: name });
  expect(refOf(home, remote, "main")).toBe(before);
  expect(git(home, work, "status", "--porcelain")).toBe(status);
  expect(refOf(home, work, "HEAD")).toBe(head);
});

test("a run that a merge's hook asked for waits until that git has ended", async () => {
  const { home, work, remote, ctx, checkout } = await makeWorld();
  const head = commitFile(home, work, "a.txt", "a\n");
  // MERGE_HEAD stands as long as the git process that runs the hook.
  const marker = writeFile(work, ".git/MERGE_HEAD", `${head}\n`);
  const asker = spawn("sh", ["-c", `sleep 0.4; rm '${marker}'`], { stdio: "ignore" });
  const gitPid = asker.pid ?? null;
  const record = await runOnce(ctx, current(ctx, checkout), { triggers: ["merge"], gitPid });
  expect(record.outcome).toBe("synced");
  expect(refOf(home, remote, "main")).toBe(head);
});

test("a git that has ended and left its operation open defers the run at once", async () => {
  const { home, work, ctx, checkout } = await makeWorld();
  writeFile(work, ".git/MERGE_HEAD", `${refOf(home, work, "HEAD")}\n`);
  const asker = spawn("true", { stdio: "ignore" });
  await new Promise((resolve) => asker.on("close", resolve));
  const gitPid = asker.pid ?? null;
  const record = await runOnce(ctx, current(ctx, checkout), { triggers: ["merge"], gitPid });
  expect(record).toMatchObject({ outcome: "deferred", reason: "merge" });
});

test("a paused checkout is skipped until its pause is over", async () => {
  const world = await makeWorld();
  const { home, work, remote, ctx, checkout } = world;
  const head = commitFile(home, work, "a.txt", "a\n");
  updateCheckout(ctx.ledger(), checkout.id, { pausedUntil: "9999-12-31T23:59:59Z" });
  expect(await world.run("manual")).toMatchObject({ outcome: "skipped", reason: "paused" });
  updateCheckout(ctx.ledger(), checkout.id, { pausedUntil: "2000-01-01T00:00:00Z" });
  expect((await world.run("manual")).outcome).toBe("synced");
  expect(refOf(home, remote, "main")).toBe(head);
});

test("a checkout that has moved fails with the commands that mend it", async () => {
  const world = await makeWorld();
  renameSync(world.work, join(world.home.path, "elsewhere"));
  const record = await world.run("sweep");
  expect(record).toMatchObject({ outcome: "failed", reason: "not-a-repo" });
  expect(record.steps[0]?.detail).toContain("sync-hooks add");
  expect(existsSync(world.work)).toBe(false);
});

test("a checkout without its HEAD fails and says so, whatever else is wrong", async () => {
  const world = await makeWorld();
  rmSync(join(world.work, ".git/HEAD"));
  expect((await world.run("sweep")).outcome).toBe("failed");
});
