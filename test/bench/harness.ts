import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** One way of doing the work: does it once and gives the milliseconds it took. */
export type Measure = () => number | Promise<number>;

/** A promise of the project: a median, or a median's ratio to a baseline taken in the same run. */
export type Target = {
  name: string;
  value: number;
  limit: number;
  unit: "ms" | "×" | "MB" | "%" | "watches";
};

export type Bench = { title: string; run: (home: BenchHome) => Promise<readonly Target[]> };

/** A home of its own, as in the tests; `remove` takes it away. */
export type BenchHome = { path: string; env: NodeJS.ProcessEnv; remove: () => void };

export const distFolder = fileURLToPath(new URL("../../dist", import.meta.url));
const cliFile = join(distFolder, "bin/sync-hooks.js");

export function makeBenchHome(): BenchHome {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "sync-hooks-bench-")));
  const gitConfig = join(path, ".gitconfig");
  writeFileSync(
    gitConfig,
    "[user]\n\tname = Bench\n\temail = bench@example.invalid\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n",
  );
  const env = {
    PATH: process.env["PATH"],
    HOME: path,
    LANG: "C.UTF-8",
    TZ: "UTC",
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
    SYNC_HOOKS_TEST_SCHEDULERS: "none",
    NO_COLOR: "1",
  };
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, env, remove };
}

export function git(home: BenchHome, cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, env: home.env, encoding: "utf8", stdio: "pipe" }).trim();
}

/** Runs the built command line. */
export function syncHooks(home: BenchHome, cwd: string, ...args: string[]): string {
  const options = { cwd, env: home.env, encoding: "utf8", stdio: "pipe" } as const;
  return execFileSync(process.execPath, [cliFile, ...args], options);
}

/** The milliseconds that one piece of work took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Measures every variant once per round, each round in another order and with idle time before each
 * measurement: background work of the one before must not be paid by the next.
 */
export async function interleave<Name extends string>(
  variants: Record<Name, Measure>,
  options: { rounds: number; idleMs: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(variants) as Name[];
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) await variants[name]();
  for (let round = 0; round < options.rounds; round += 1)
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      await sleep(options.idleMs);
      taken.get(name)?.push(await variants[name]());
    }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The medians of one comparison, each with its ratio to the baseline. */
export function printMedians<Name extends string>(
  medians: Record<Name, number>,
  baseline: NoInfer<Name>,
): void {
  for (const [name, value] of Object.entries<number>(medians)) {
    const ratio = (value / medians[baseline]).toFixed(3);
    console.log(`  ${name.padEnd(44)} ${value.toFixed(1).padStart(9)} ms  ${ratio.padStart(7)} ×`);
  }
}

/** Prints each target beside what was reached; gives how many were missed. */
export function printTargets(targets: readonly Target[]): number {
  for (const { name, value, limit, unit } of targets) {
    const verdict = value <= limit ? "met   " : "MISSED";
    console.log(`  ${verdict} ${name}: ${value.toFixed(3)} ${unit}, promised ≤ ${limit} ${unit}`);
  }
  return targets.filter(({ value, limit }) => value > limit).length;
}

/** Names the machine, and how fast it is now: the same run on a shared one takes three times as long an hour later. */
export async function printMachine(): Promise<void> {
  const gitVersion = execFileSync("git", ["--version"], { encoding: "utf8" }).trim();
  const model = cpus()[0]?.model ?? "unknown processor";
  console.log(
    `${availableParallelism()} cores (${model}), node ${process.version}, ${gitVersion}, ${process.platform}`,
  );
  const starts: number[] = [];
  for (let round = 0; round < 9; round += 1)
    starts.push(await timed(() => execFileSync(process.execPath, ["-e", "0"])));
  console.log(
    `node starts in ${median(starts).toFixed(0)} ms (where the promises were made: about 55)`,
  );
}

export type Ended = { status: number | null; stdout: string; stderr: string };

/** Runs a program to its end without holding up this one. */
export function ended(
  home: BenchHome,
  program: string,
  args: string[],
  input = "",
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: home.path, env: home.env });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    child.stdin.end(input);
  });
}
