import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  distFolder,
  ended,
  git,
  interleave,
  printMedians,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
  type Target,
} from "./harness.ts";
import { reportUse, useIn } from "./process-use.ts";
import { makeMany } from "./repositories.ts";

const rounds = 9;
const idleMs = 300;
const repositories = 100;
const manyRepositories = 1000;
const latencySeconds = 0.15;
/** Answers about a file that changed less than two seconds ago are not kept. */
const settleMs = 2500;

const leanFetch = "fetch --quiet --no-tags --no-auto-maintenance --recurse-submodules=no";

export const bench: Bench = {
  title: "a sweep over repositories that are up to date",
  async run(home) {
    const paths = makeMany(home, repositories);
    syncHooks(home, home.path, "install", "--scan", join(home.path, "work"));
    await sleep(settleMs);
    await askingGit(home, paths);
    const near = await local(home, paths, "our sweep");
    const far = await distant(home, paths);
    return [...near, ...far, ...(await memory(home))];
  },
};

/**
 * A remote with a program of its own is never looked at from here: git asks it, as over any other transport. To know
 * the price, not a promise: such a remote is away, and its answer takes longer than all of this.
 */
async function askingGit(home: BenchHome, paths: readonly string[]): Promise<void> {
  git(home, home.path, "config", "--global", "remote.origin.uploadpack", "git-upload-pack");
  await sleep(settleMs);
  await sweep(home);
  await local(home, paths, "our sweep, each remote asked by git");
  git(home, home.path, "config", "--global", "--unset", "remote.origin.uploadpack");
  await sleep(settleMs);
  await sweep(home);
}

async function local(home: BenchHome, paths: readonly string[], ours: string): Promise<Target[]> {
  const baseline = `git -C "$1" ${leanFetch} && exec git -C "$1" status --porcelain=v2 --branch`;
  const medians = await interleave(
    {
      "xargs -P8: a lean fetch and a status each": () =>
        xargs(home, paths, ["sh", "-c", baseline, "sh"]),
      [ours]: () => timed(() => sweep(home)),
      "node start alone": () => timed(() => ended(home, process.execPath, ["-e", "0"])),
    },
    { rounds, idleMs },
  );
  printMedians(medians, "xargs -P8: a lean fetch and a status each");
  const baselineMs = medians["xargs -P8: a lean fetch and a status each"] ?? Number.NaN;
  const value = (medians[ours] ?? Number.NaN) / baselineMs;
  const name = `${repositories} local repositories, ${ours}`;
  return [{ name, value, limit: 1.3, unit: "×" }];
}

async function distant(home: BenchHome, paths: readonly string[]): Promise<Target[]> {
  const slow = join(home.path, "slow-upload-pack");
  const script = `#!/bin/sh\nsleep ${latencySeconds}\nexec git-upload-pack "$@"\n`;
  writeFileSync(slow, script, { mode: 0o755 });
  git(home, home.path, "config", "--global", "remote.origin.uploadpack", slow);
  await sleep(settleMs);
  await sweep(home);
  const medians = await interleave(
    {
      "xargs -P8 git fetch, 150 ms away": () =>
        xargs(home, paths, ["sh", "-c", 'exec git -C "$1" fetch --quiet', "sh"]),
      "our sweep, 150 ms away": () => timed(() => sweep(home)),
    },
    { rounds: 5, idleMs },
  );
  printMedians(medians, "xargs -P8 git fetch, 150 ms away");
  const value = medians["our sweep, 150 ms away"] / medians["xargs -P8 git fetch, 150 ms away"];
  git(home, home.path, "config", "--global", "--unset", "remote.origin.uploadpack");
  const name = `sweep of ${repositories} repositories 150 ms away`;
  return [{ name, value, limit: 1.1, unit: "×" }];
}

async function memory(home: BenchHome): Promise<Target[]> {
  makeMany(home, manyRepositories);
  syncHooks(home, home.path, "add", "--scan", join(home.path, "work"));
  const sweeping = [...reportUse, cli, "sweep", "--json"];
  const { stderr } = await ended(home, process.execPath, sweeping);
  const name = `peak memory of a sweep over ${manyRepositories} repositories`;
  return [{ name, value: useIn(stderr).peakMb, limit: 200, unit: "MB" }];
}

const cli = join(distFolder, "bin/sync-hooks.js");

async function sweep(home: BenchHome): Promise<void> {
  const { stdout, stderr, status } = await ended(home, process.execPath, [cli, "sweep", "--json"]);
  if (status !== 0) throw new Error(`the sweep ended with ${status}: ${stderr}${stdout}`);
}

function xargs(home: BenchHome, paths: readonly string[], command: string[]): Promise<number> {
  return timed(async () => {
    const input = paths.map((path) => `${path}\n`).join("");
    const { status, stderr } = await ended(home, "xargs", ["-P8", "-n1", ...command], input);
    if (status !== 0) throw new Error(`xargs ended with ${status}: ${stderr}`);
  });
}
