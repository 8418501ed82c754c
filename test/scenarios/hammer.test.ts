import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { transientFiles } from "../../src/git/transient-files.ts";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";
import { crash, untilQuiet, workersOf } from "../helpers/workers.ts";

const committersEach = 2;
const commitsEach = 30;
const kills = 25;

type Place = { path: string; branch: string; remote: string };

/** Two repositories, and a linked worktree of the first on a branch of its own. */
function makePlaces(home: Home): Place[] {
  const remotes = ["one", "two"].map((name) => makeRemote(home, `${name}.git`));
  const [one = "", two = ""] = remotes;
  const first = makeRepository(home, "first", one);
  const second = makeRepository(home, "second", two);
  const worktree = join(home.path, "side");
  git(home, first, "worktree", "add", "--quiet", "-b", "side", worktree);
  git(home, worktree, "push", "--quiet", "--set-upstream", "origin", "side");
  return [
    { path: first, branch: "main", remote: one },
    { path: second, branch: "main", remote: two },
    { path: worktree, branch: "side", remote: one },
  ];
}

/** Commits again and again in a process of its own; one that meets another's lock tries once more. */
async function commitMany(home: Home, path: string): Promise<void> {
  const script = `for i in $(seq ${commitsEach}); do
    until git commit --quiet --allow-empty --message "$$ $i" 2>/dev/null; do sleep 0.01; done
  done`;
  const child = spawn("sh", ["-c", script], { cwd: path, env: home.env, stdio: "ignore" });
  const [status] = (await once(child, "exit")) as [number | null];
  expect(status).toBe(0);
}

/** Kills workers at random until it has had enough or the committers are done. */
async function killAtRandom(home: Home, state: { done: boolean }): Promise<number> {
  let killed = 0;
  while (killed < kills && !state.done) {
    await sleep(Math.random() * 120);
    const workers = workersOf(home);
    const victim = workers[Math.floor(Math.random() * workers.length)];
    if (victim !== undefined && crash(victim)) killed += 1;
  }
  return killed;
}

test.skipIf(process.platform !== "linux")(
  "hundreds of commits from parallel processes, workers killed at random: every commit reaches its remote",
  async () => {
    const home = makeHome();
    const places = makePlaces(home);
    const installed = await syncHooks(home, ["install", ...places.map(({ path }) => path)]);
    expect(installed).toMatchObject({ status: 0 });
    const state = { done: false };
    const killing = killAtRandom(home, state);
    await Promise.all(
      places.flatMap(({ path }) =>
        Array.from({ length: committersEach }, () => commitMany(home, path)),
      ),
    );
    state.done = true;
    expect(await killing).toBeGreaterThan(5);
    await untilQuiet(home);

    const synced = await syncHooks(home, ["sync", "--all"]);
    expect(synced).toMatchObject({ status: 0, stderr: "" });
    for (const { path, branch, remote } of places) {
      expect(refOf(home, remote, branch)).toBe(refOf(home, path, "HEAD"));
      const count = git(home, remote, "rev-list", "--count", branch);
      expect(Number(count)).toBe(1 + committersEach * commitsEach);
      const gitDir = git(home, path, "rev-parse", "--absolute-git-dir");
      const files = transientFiles(gitDir);
      expect([files.request, files.running].filter((file) => existsSync(file))).toEqual([]);
      const trash = readdirSync(files.folder).filter((name) => /journal|-wal|-shm/.test(name));
      expect(trash).toEqual([]);
    }
  },
);

test.skipIf(process.platform !== "linux")(
  "without kills the hooks alone bring every commit to its remote",
  async () => {
    const home = makeHome();
    const [, place] = makePlaces(home);
    if (!place) throw new Error("no place");
    expect(await syncHooks(home, ["install", place.path])).toMatchObject({ status: 0 });
    await Promise.all([commitMany(home, place.path), commitMany(home, place.path)]);
    await until(
      "the remote has the last commit",
      () => refOf(home, place.remote, "main") === refOf(home, place.path, "HEAD"),
    );
    await untilQuiet(home);
    expect(existsSync(transientFiles(join(place.path, ".git")).request)).toBe(false);
    const log = await syncHooks(home, ["status", "--json", place.path]);
    expect(JSON.parse(log.stdout).checkouts[0]).toMatchObject({ ahead: 0 });
  },
);
