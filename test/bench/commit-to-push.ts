import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  distFolder,
  git,
  interleave,
  printMedians,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
  type Target,
} from "./harness.ts";
import { makePushed, untilIdle } from "./repositories.ts";

const rounds = 30;
const idleMs = 150;

export const bench: Bench = {
  title: "a commit until the remote has it, and until git push starts",
  async run(home) {
    const ours = makePushed(home, "ours");
    const bare = makePushed(home, "bare");
    syncHooks(home, ours.path, "install", ours.path);
    const medians = await interleave(
      {
        "node start + git push (baseline)": () => timed(() => startNodeAndPush(home, bare.path)),
        "commit until the remote has it": async () => {
          const start = performance.now();
          const commit = commitEmpty(home, ours.path);
          await untilRemoteHas(ours.remote, commit);
          const taken = performance.now() - start;
          await untilIdle(ours.path);
          return taken;
        },
      },
      { rounds, idleMs },
    );
    printMedians(medians, "node start + git push (baseline)");
    await untilPush(home, ours.path);
    const taken = medians["commit until the remote has it"];
    return [
      { name: "commit until the remote has it", value: taken, limit: 250, unit: "ms" },
      {
        name: "the same over node start + git push",
        value: taken / medians["node start + git push (baseline)"],
        limit: 1.5,
        unit: "×",
      },
    ] satisfies Target[];
  },
};

function commitEmpty(home: BenchHome, path: string): string {
  git(home, path, "commit", "--quiet", "--allow-empty", "--message", "bench");
  return readFileSync(join(path, ".git/refs/heads/main"), "utf8").trim();
}

function startNodeAndPush(home: BenchHome, path: string): Promise<void> {
  git(
    home,
    path,
    "-c",
    "core.hooksPath=/dev/null",
    "commit",
    "--quiet",
    "--allow-empty",
    "-mbench",
  );
  const script = `require("node:child_process").spawn("git", ["push", "--quiet"], { stdio: "ignore" })`;
  return ended(spawn(process.execPath, ["-e", script], { cwd: path, env: home.env }));
}

/** The remote's branch stands in a file of its own, so looking costs the machine nothing. */
async function untilRemoteHas(remote: string, commit: string): Promise<void> {
  const file = join(remote, "refs/heads/main");
  while (readFileSync(file, "utf8").trim() !== commit) await sleep(1);
}

/** How long node alone takes to start, and the hook's entrypoint to start git push. */
async function untilPush(home: BenchHome, path: string): Promise<void> {
  const trace = join(home.path, "trace");
  git(home, path, "config", "--global", "trace2.eventTarget", trace);
  // A config file that changed less than two seconds ago is read anew by every run.
  await sleep(2500);
  const medians = await interleave(
    {
      "node start": () => timed(() => spawnSync(process.execPath, ["-e", "0"], { env: home.env })),
      "node start until the hook starts git push": () => nodeUntilPush(home, path, trace),
    },
    { rounds, idleMs },
  );
  printMedians(medians, "node start");
  git(home, path, "config", "--global", "--unset", "trace2.eventTarget");
}

/** Starts the hook's entrypoint as its runner does and reads git's own trace for the time that push began. */
async function nodeUntilPush(home: BenchHome, path: string, trace: string): Promise<number> {
  git(home, path, ...withoutHooks, "commit", "--quiet", "--allow-empty", "-mbench");
  rmSync(trace, { force: true });
  appendFileSync(join(path, ".git/sync-hooks/request"), "post-commit\n");
  const start = Date.now();
  const entry = join(distFolder, "hooks/post-commit.js");
  const args = [entry, join(path, ".git"), ""];
  await ended(spawn(process.execPath, args, { cwd: path, env: home.env }));
  const pushStart = readFileSync(trace, "utf8")
    .split("\n")
    .find((line) => line.includes('"event":"start"') && /"argv":\["git",.*"push"/.test(line));
  if (pushStart === undefined) throw new Error("git push never started");
  return Date.parse((JSON.parse(pushStart) as { time: string }).time) - start;
}

const withoutHooks = ["-c", "core.hooksPath=/dev/null"] as const;

function ended(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
}
