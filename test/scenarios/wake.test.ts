import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { transientFiles } from "../../src/git/transient-files.ts";
import { latestRuns } from "../../src/ledger/runs.ts";
import { syncHooks } from "../helpers/cli.ts";
import { holdPushes } from "../helpers/hold-pushes.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { withLedger } from "../helpers/registry.ts";
import { requires, requiresRoot } from "../helpers/requirements.ts";
import { until } from "../helpers/until.ts";
import { untilQuiet, workersOf } from "../helpers/workers.ts";

const entry = fileURLToPath(new URL("../../dist/hooks/post-commit.js", import.meta.url));

async function installed(): Promise<{ home: Home; work: string; remote: string }> {
  const home = makeHome();
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  expect(await syncHooks(home, ["install", work])).toMatchObject({ status: 0 });
  return { home, work, remote };
}

/** Runs the hook's entrypoint to its end, as the runner starts it. */
function wake(home: Home, gitDir: string, user: readonly string[] = [], env = {}) {
  const [command = "", ...args] = [...user, process.execPath, entry, gitDir, ""];
  const ran = spawnSync(command, args, { env: { ...home.env, ...env }, encoding: "utf8" });
  return { status: ran.status, printed: ran.stdout + ran.stderr };
}

const silent = { status: 0, printed: "" };
const filesAt = (path: string) => transientFiles(join(path, ".git"));
const todaysLog = (home: Home) => {
  const folder = join(home.path, ".local/state/sync-hooks/log");
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
};

test("a commit reaches its remote by itself, and its outcome stands in last-run.json", async () => {
  const { home, work, remote } = await installed();
  const commit = commitFile(home, work, "a", "1");
  await until("the remote has it", () => refOf(home, remote, "main") === commit);
  await untilQuiet(home);
  expect(JSON.parse(readFileSync(filesAt(work).lastRun, "utf8"))).toMatchObject({
    outcome: "synced",
  });
});

test("commits during a run cause exactly one more run, which brings them all", async () => {
  const { home, work, remote } = await installed();
  const pushes = holdPushes(home, remote);
  commitFile(home, work, "first", "1");
  await pushes.begun();
  for (let count = 0; count < 5; count += 1) commitFile(home, work, `later-${count}`, "2");
  await until("only the worker that pushes is left", () => workersOf(home).length === 1);
  pushes.open();
  await untilQuiet(home);
  expect(refOf(home, remote, "main")).toBe(refOf(home, work, "HEAD"));
  expect(withLedger(home, (ledger) => latestRuns(ledger, 1, 50))).toHaveLength(2);
});

test("SYNC_HOOKS=0 turns the hooks off for one command", async () => {
  const { home, work, remote } = await installed();
  const before = refOf(home, remote, "main");
  const off = { ...home, env: { ...home.env, SYNC_HOOKS: "0" } };
  commitFile(off, work, "a", "1");
  expect(existsSync(filesAt(work).request)).toBe(false);
  expect(wake(home, join(work, ".git"), [], { SYNC_HOOKS: "0" })).toEqual(silent);
  expect(refOf(home, remote, "main")).toBe(before);
  const commit = commitFile(home, work, "b", "1");
  await until("the next commit brings both", () => refOf(home, remote, "main") === commit);
  await untilQuiet(home);
});

test("an unregistered repository is left alone", async () => {
  const { home } = await installed();
  const other = makeRepository(home, "other");
  expect(wake(home, join(other, ".git"))).toEqual(silent);
  expect(existsSync(filesAt(other).folder)).toBe(false);
});

test("before anything was registered the hook makes no ledger", () => {
  const home = makeHome();
  const work = makeRepository(home);
  expect(wake(home, join(work, ".git"))).toEqual(silent);
  expect(existsSync(join(home.path, ".local/state/sync-hooks/ledger.db"))).toBe(false);
});

test("the first commit in a linked worktree of a registered repository registers and pushes it", async () => {
  const { home, work, remote } = await installed();
  const side = join(home.path, "side");
  git(home, work, "worktree", "add", "--quiet", "-b", "side", side);
  git(home, side, "push", "--quiet", "--set-upstream", "origin", "side");
  const commit = commitFile(home, side, "a", "1");
  await until("the remote has it", () => refOf(home, remote, "side") === commit);
  await untilQuiet(home);
  const { stdout } = await syncHooks(home, ["list", "--json"]);
  expect(stdout).toContain(JSON.stringify(side));
});

test("the first commit in a repository that was moved on disk is pushed, and its entry and hooks follow", async () => {
  const { home, work, remote } = await installed();
  const place = join(home.path, "elsewhere");
  renameSync(work, place);
  const commit = commitFile(home, place, "a", "1");
  await until("the remote has it", () => refOf(home, remote, "main") === commit);
  await untilQuiet(home);
  const { stdout } = await syncHooks(home, ["list", "--json"]);
  expect(JSON.parse(stdout).checkouts).toMatchObject([{ path: place, slug: "work" }]);
  await syncHooks(home, ["sweep"]);
  expect(await syncHooks(home, ["uninstall", "--all"])).toMatchObject({ status: 0 });
  expect(existsSync(join(place, ".git/hooks/post-commit"))).toBe(false);
});

test("so is the first commit in a worktree that git worktree move has moved", async () => {
  const { home, work, remote } = await installed();
  const [side, place] = [join(home.path, "side"), join(home.path, "elsewhere")];
  git(home, work, "worktree", "add", "--quiet", "-b", "side", side);
  git(home, side, "push", "--quiet", "--set-upstream", "origin", "side");
  expect(await syncHooks(home, ["install", side])).toMatchObject({ status: 0 });
  git(home, work, "worktree", "move", side, place);
  const commit = commitFile(home, place, "a", "1");
  await until("the remote has it", () => refOf(home, remote, "side") === commit);
  await untilQuiet(home);
});

test("a run that cannot even begin stands in status, as any other that failed", async () => {
  const { home, work } = await installed();
  commitFile(home, work, "a", "1");
  await untilQuiet(home);
  writeFile(join(work, ".git/sync-hooks"), "lock", "no database ".repeat(500));
  expect(wake(home, join(work, ".git"))).toEqual(silent);
  const { stdout } = await syncHooks(home, ["status", "--json"]);
  expect(JSON.parse(stdout).checkouts).toMatchObject([
    { last_run: { trigger: "commit", outcome: "failed", reason: "store" } },
  ]);
  expect(todaysLog(home).match(/cannot lock/g)).toHaveLength(1);
});

test("where the ledger was lost, the log says that the repository is not registered, and the mend", async () => {
  const { home, work } = await installed();
  rmSync(join(home.path, ".local/state/sync-hooks"), { recursive: true });
  expect(wake(home, join(work, ".git"))).toEqual(silent);
  expect(todaysLog(home)).toContain(
    `[WARN] [work] ${work} is not registered: its commits are not pushed (sync-hooks install '${work}')`,
  );
});

test("a copy of a registered repository is not taken for it", async () => {
  const { home, work } = await installed();
  const copy = join(home.path, "copy");
  cpSync(work, copy, { recursive: true });
  commitFile(home, copy, "a", "1");
  await untilQuiet(home);
  const { stdout } = await syncHooks(home, ["list", "--json"]);
  expect(JSON.parse(stdout).checkouts).toMatchObject([{ path: work }]);
});

test("what fails in the background is told by last-run.json and the log, not by git", async () => {
  const { home, work } = await installed();
  const ledger = join(home.path, ".local/state/sync-hooks/ledger.db");
  for (const suffix of ["-wal", "-shm"]) rmSync(ledger + suffix, { force: true });
  writeFile(home.path, ".local/state/sync-hooks/ledger.db", "no database ".repeat(500));
  expect(wake(home, join(work, ".git"))).toEqual(silent);
  expect(JSON.parse(readFileSync(filesAt(work).lastRun, "utf8"))).toMatchObject({
    outcome: "failed",
    reason: "store",
    error: expect.stringContaining("ledger"),
  });
  expect(todaysLog(home)).toMatch(/\[ERROR\] \[work\] .*ledger/);
});

const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const lacksSetpriv =
  requires("setpriv", "util-linux") || requiresRoot("make files of another user");

test.skipIf(lacksSetpriv)(
  "a git directory of another user is refused: nothing is pushed, and no file of ours appears there",
  async () => {
    const { home, work, remote } = await installed();
    const before = refOf(home, remote, "main");
    commitFile({ ...home, env: { ...home.env, SYNC_HOOKS: "0" } }, work, "a", "1");
    const files = readdirSync(filesAt(work).folder).toSorted();
    execFileSync("chown", ["-R", "65534:65534", join(home.path, ".local"), home.path, remote]);
    execFileSync("chown", ["-R", "0:0", work]);
    execFileSync("chmod", ["-R", "a+rwX", join(work, ".git")]);
    expect(wake(home, join(work, ".git"), nobody)).toEqual(silent);
    execFileSync("chown", ["-R", "0:0", remote]);
    expect(refOf(home, remote, "main")).toBe(before);
    const added = readdirSync(filesAt(work).folder).filter((name) => !files.includes(name));
    expect(added).toEqual([]);
    expect(todaysLog(home)).toMatch(/belongs to user 0, not to you \(65534\)/);
  },
);

test.skipIf(requires("mount", "mount") || requiresRoot("mount a read-only disk"))(
  "a git directory on a read-only disk: no run and no noise, and the log says why",
  async () => {
    const { home, work } = await installed();
    await untilQuiet(home);
    const gitDir = join(work, ".git");
    rmSync(filesAt(work).lock, { force: true });
    execFileSync("mount", ["--bind", gitDir, gitDir]);
    onTestFinished(() => void execFileSync("umount", [gitDir]));
    execFileSync("mount", ["-o", "remount,ro,bind", gitDir]);
    expect(wake(home, gitDir)).toEqual(silent);
    expect(todaysLog(home)).toMatch(/cannot be written.*mount the disk for writing/);
  },
);
