import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runOnce } from "../../../src/actions/run-once.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { makeHome } from "../../helpers/home.ts";
import { contextOf, current, registered } from "../../helpers/registered.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../../helpers/repository.ts";

async function setUp(config = "") {
  const home = makeHome();
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  const ctx = contextOf(home, config);
  const checkout = await registered(ctx, work);
  const commit = () => runOnce(ctx, current(ctx, checkout), { trigger: "commit", gitPid: null });
  return { home, remote, work, ctx, checkout, commit };
}

test("a commit is pushed, stamped and recorded", async () => {
  const { home, remote, work, ctx, checkout, commit } = await setUp();
  const made = commitFile(home, work, "a.txt", "a\n");
  const record = await commit();
  expect(record).toMatchObject({ trigger: "commit", outcome: "synced" });
  expect(refOf(home, remote, "main")).toBe(made);
  expect(current(ctx, checkout).lastPushedAt).not.toBeNull();
  expect(latestRuns(ctx.ledger(), checkout.id, 1)[0]).toEqual(record);
});

test("a run with nothing to push does nothing", async () => {
  const { commit } = await setUp();
  expect((await commit()).outcome).toBe("nothing-to-do");
});

test("a branch that was deleted on the remote is not made anew", async () => {
  const { home, remote, work, commit } = await setUp();
  git(home, work, "switch", "-qc", "feature");
  git(home, work, "push", "-qu", "origin", "feature");
  git(home, remote, "branch", "-qD", "feature");
  commitFile(home, work, "a.txt", "a\n");
  await commit();
  expect(git(home, remote, "branch", "--list", "feature")).toBe("");
});

test("a remote that is gone fails with the mend, and the commit stays", async () => {
  const { home, remote, work, commit } = await setUp();
  commitFile(home, work, "a.txt", "a\n");
  rmSync(remote, { recursive: true });
  const record = await commit();
  expect(record.outcome).toBe("failed");
  expect(record.reason).toBe("remote-gone");
  expect(record.steps[0]?.detail).toContain("git remote -v");
  expect(refOf(home, join(work, ".git"), "HEAD")).toMatch(/^[0-9a-f]{40}$/);
});
