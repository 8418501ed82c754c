import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listRepos } from "../../../src/hub/repos.ts";
import { latestRuns } from "../../../src/ledger/runs.ts";
import { writeFile } from "../../helpers/home.ts";
import { current } from "../../helpers/registered.ts";
import { commitFile, git, makeRemote, refOf } from "../../helpers/repository.ts";
import { makeWorld, pushFromOther, refusePushes, stepOf } from "../../helpers/synced.ts";

test("a commit is pushed, stamped and recorded", async () => {
  const { home, remote, work, ctx, checkout, run } = await makeWorld();
  const made = commitFile(home, work, "a.txt", "a\n");
  const record = await run("commit");
  expect(record).toMatchObject({ trigger: "commit", outcome: "synced" });
  expect(refOf(home, remote, "main")).toBe(made);
  expect(refOf(home, work, "origin/main")).toBe(made);
  expect(current(ctx, checkout).lastPushedAt).not.toBeNull();
  expect(current(ctx, checkout).lastStateSyncedAt).not.toBeNull();
  const [repo] = await listRepos(await ctx.hub());
  expect(repo).toMatchObject({ last_pushed_at: current(ctx, checkout).lastPushedAt });
  expect(repo?.last_state_synced_at).toBe(current(ctx, checkout).lastStateSyncedAt);
  expect(latestRuns(ctx.ledger(), checkout.id, 1)[0]).toEqual(record);
  const lastRun = JSON.parse(
    readFileSync(join(work, ".git/sync-hooks/last-run.json"), "utf8"),
  ) as unknown;
  expect(lastRun).toMatchObject({ trigger: "commit", outcome: "synced", error: null });
});

test("a run with nothing to push does nothing and leaves the push time alone", async () => {
  const { ctx, checkout, run } = await makeWorld();
  expect((await run("commit")).outcome).toBe("nothing-to-do");
  expect(current(ctx, checkout).lastPushedAt).toBeNull();
});

test.each([
  ["a branch without upstream", [["switch", "-qc", "feature"]], "no-upstream"],
  ["an upstream of another name", [["switch", "-qc", "feature", "origin/main"]], "upstream-name"],
  [
    "an upstream of another name, even with push.default=upstream",
    [
      ["switch", "-qc", "feature", "origin/main"],
      ["config", "push.default", "upstream"],
    ],
    "upstream-name",
  ],
  ["push.default=nothing", [["config", "push.default", "nothing"]], "push-default"],
  ["a detached HEAD", [["switch", "-q", "--detach"]], "detached"],
  [
    "a local branch as upstream",
    [["switch", "-qc", "feature", "--track", "main"]],
    "local-upstream",
  ],
  ["no remote at all", [["remote", "remove", "origin"]], "no-remote"],
])("%s is neither pushed nor integrated", async (_what, commands, reason) => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  const before = refOf(home, remote, "main");
  for (const command of commands) git(home, work, ...command);
  const head = commitFile(home, work, "a.txt", "a\n");
  expect(await world.run("commit")).toMatchObject({ outcome: "skipped", reason });
  expect(await world.run("sweep")).toMatchObject({ outcome: "skipped", reason });
  expect(refOf(home, remote, "main")).toBe(before);
  expect(git(home, remote, "branch", "--list", "feature")).toBe("");
  expect(refOf(home, work, "HEAD")).toBe(head);
});

test("a branch without a commit is skipped", async () => {
  const { home, work, run } = await makeWorld();
  git(home, work, "switch", "-q", "--orphan", "fresh");
  expect(await run("commit")).toMatchObject({ outcome: "skipped", reason: "unborn" });
});

test("push.set_upstream publishes a branch without upstream and sets it", async () => {
  const { home, work, remote, run } = await makeWorld("push:\n  set_upstream: true\n");
  git(home, work, "switch", "-qc", "feature");
  const head = commitFile(home, work, "a.txt", "a\n");
  expect((await run("commit")).outcome).toBe("synced");
  expect(refOf(home, remote, "feature")).toBe(head);
  expect(git(home, work, "rev-parse", "--abbrev-ref", "@{u}")).toBe("origin/feature");
});

test.each([
  ["push:\n  enabled: false\n", "push-off"],
  ["push:\n  branches: ['release/*']\n", "push-branches"],
  ["push:\n  remotes: [upstream]\n", "push-remotes"],
])("the config %j keeps a commit from being pushed", async (config, reason) => {
  const { home, work, remote, run } = await makeWorld(config);
  const before = refOf(home, remote, "main");
  commitFile(home, work, "a.txt", "a\n");
  expect(await run("commit")).toMatchObject({ outcome: "skipped", reason });
  expect(refOf(home, remote, "main")).toBe(before);
});

test.each([
  ["believed to be there", []],
  ["pruned", ["fetch", "-q", "--prune"]],
])("a branch that was deleted on the remote (%s) is not made anew", async (_what, command) => {
  const { home, remote, work, run } = await makeWorld();
  git(home, work, "switch", "-qc", "feature");
  git(home, work, "push", "-qu", "origin", "feature");
  git(home, remote, "branch", "-qD", "feature");
  if (command.length > 0) git(home, work, ...command);
  commitFile(home, work, "a.txt", "a\n");
  expect(await run("commit")).toMatchObject({ outcome: "skipped", reason: "upstream-gone" });
  expect(await run("sweep")).toMatchObject({ outcome: "skipped", reason: "upstream-gone" });
  expect(git(home, remote, "branch", "--list", "feature")).toBe("");
});

test("a remote that is gone fails with the mend, and the commit stays", async () => {
  const { home, remote, work, run } = await makeWorld();
  const head = commitFile(home, work, "a.txt", "a\n");
  rmSync(remote, { recursive: true });
  const record = await run("commit");
  expect(record).toMatchObject({ outcome: "failed", reason: "remote-gone" });
  expect(record.steps[0]?.detail).toContain("git remote -v");
  expect(refOf(home, work, "HEAD")).toBe(head);
});

test("a protected branch is rejected with the server's words", async () => {
  const world = await makeWorld();
  refusePushes(world.remote, "main is protected: open a pull request");
  commitFile(world.home, world.work, "a.txt", "a\n");
  const record = await world.run("commit");
  expect(record).toMatchObject({ outcome: "rejected", reason: "refused" });
  expect(stepOf(record, "push")?.detail).toContain("main is protected: open a pull request");
});

test("the user's pre-push hook runs, sees the commits and may refuse", async () => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  const seen = join(home.path, "seen");
  const hook = (status: number) =>
    `#!/bin/sh\ncat >'${seen}'\necho 'not yet' >&2\nexit ${status}\n`;
  writeFile(work, ".git/hooks/pre-push", hook(1), 0o755);
  const before = refOf(home, remote, "main");
  const head = commitFile(home, work, "a.txt", "a\n");
  const record = await world.run("commit");
  expect(record).toMatchObject({ outcome: "rejected", reason: "refused" });
  expect(stepOf(record, "push")?.detail).toContain("not yet");
  expect(readFileSync(seen, "utf8")).toContain(`${head} refs/heads/main ${before}`);
  writeFile(work, ".git/hooks/pre-push", hook(0), 0o755);
  expect((await world.run("sweep")).outcome).toBe("synced");
});

test("what the user's pre-push hook commits is pushed by the same run", async () => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  const once = join(home.path, "once");
  const hook = `#!/bin/sh\n[ -e '${once}' ] || { >'${once}'; git commit -q --allow-empty -m version; }\n`;
  writeFile(work, ".git/hooks/pre-push", hook, 0o755);
  const head = commitFile(home, work, "a.txt", "a\n");
  expect(await world.run("commit")).toMatchObject({ outcome: "synced" });
  expect(refOf(home, work, "HEAD^")).toBe(head);
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
  writeFile(work, ".git/hooks/pre-push", hook.replace("[ -e", "false && [ -e"), 0o755);
  commitFile(home, work, "b.txt", "b\n");
  expect(await world.run("commit")).toMatchObject({ outcome: "synced" });
});

test("the user's own push that won the race counts as synced", async () => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  const head = commitFile(home, work, "a.txt", "a\n");
  // The remote has it already; this checkout does not know yet.
  git(home, work, "push", "-q", remote, "main");
  expect(await world.run("commit")).toMatchObject({ outcome: "synced" });
  expect(refOf(home, work, "origin/main")).toBe(head);
});

test("a commit goes to branch.pushRemote, and the upstream is not pushed to", async () => {
  const world = await makeWorld();
  const { home, work, remote } = world;
  const fork = makeRemote(home, "fork.git");
  git(home, work, "remote", "add", "fork", fork);
  git(home, work, "push", "-q", "fork", "main");
  git(home, work, "config", "branch.main.pushRemote", "fork");
  const before = refOf(home, remote, "main");
  const head = commitFile(home, work, "a.txt", "a\n");
  expect((await world.run("commit")).outcome).toBe("synced");
  expect(refOf(home, fork, "main")).toBe(head);
  expect(refOf(home, remote, "main")).toBe(before);
});

test("a fork's published commits are never rebased onto the upstream", async () => {
  const world = await makeWorld();
  const { home, work } = world;
  const fork = makeRemote(home, "fork.git");
  git(home, work, "remote", "add", "fork", fork);
  git(home, work, "push", "-q", "fork", "main");
  git(home, work, "config", "remote.pushDefault", "fork");
  pushFromOther(world, "theirs.txt", "theirs\n");
  const head = commitFile(home, work, "a.txt", "a\n");
  expect((await world.run("sweep")).outcome).toBe("synced");
  expect(refOf(home, fork, "main")).toBe(head);
});

test("no credential of a remote's URL reaches the record, the log or last-run.json", async () => {
  const world = await makeWorld();
  const { home, work, ctx } = world;
  git(home, work, "remote", "set-url", "origin", "http://ann:s3cr3t@127.0.0.1:1/x.git");
  commitFile(home, work, "a.txt", "a\n");
  const record = await world.run("commit");
  expect(record.outcome).toBe("offline");
  const { logs } = ctx.directories;
  const logged = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
  const lastRun = readFileSync(join(work, ".git/sync-hooks/last-run.json"), "utf8");
  expect(JSON.stringify(record) + logged.join() + lastRun).not.toContain("s3cr3t");
});
