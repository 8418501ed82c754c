import { execFileSync } from "node:child_process";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  git,
  makeBenchHome,
  median,
  printMedians,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
} from "./harness.ts";
import { hookRun, type HookRun } from "./hook-run.ts";
import { rowsAlone } from "./rows-alone.ts";

const tasks = 100_000;
const shortList = 10;
const rounds = 5;
const imports = 5;
const baselineScript = fileURLToPath(new URL("line-regex-sync.mjs", import.meta.url));

export const bench: Bench = {
  title: `${tasks} checkbox tasks in one file, beside a line-regex script that updates row by row`,
  async run(home) {
    const used = { first: [], unchanged: [], one: [] } as Record<
      "first" | "unchanged" | "one",
      HookRun[]
    >;
    const run = (from: BenchHome, path: string, as: keyof typeof used) => {
      const one = hookRun(from, path, as === "unchanged" ? "nothing-to-do" : "synced");
      used[as].push(one);
      return one.ms;
    };
    const first = { ours: [] as number[], baseline: [] as number[], rows: [] as number[] };
    const starts = { first: [] as number[], one: [] as number[] };
    const importInto = async (one: BenchHome) => {
      const path = makeList(one, "list");
      const database = join(one.path, "baseline.db");
      first.baseline.push(await baseline(one, path, database));
      const before = await nodeStart();
      const ms = run(one, path, "first");
      first.ours.push(ms);
      starts.first.push(ms / median([before, await nodeStart()]));
      return { path, database };
    };
    // Each into a hub of its own, as the script's into a database of its own.
    for (let round = 1; round < imports; round += 1) {
      const fresh = makeBenchHome();
      try {
        await importInto(fresh);
        first.rows.push(await rowsAlone(join(fresh.path, "rows"), tasks));
      } finally {
        fresh.remove();
      }
    }
    const { path, database } = await importInto(home);
    const short = makeList(home, "short", shortList);
    hookRun(home, short, "synced");
    await sleep(2100);
    for (const one of [path, short]) hookRun(home, one, "nothing-to-do");
    const times = {
      node: [] as number[],
      short: [] as number[],
      unchanged: [] as number[],
      one: [] as number[],
    };
    const baselines = { unchanged: [] as number[], one: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const start = await nodeStart();
      times.node.push(start);
      times.unchanged.push(run(home, path, "unchanged"));
      times.short.push(hookRun(home, short, "nothing-to-do").ms);
      baselines.unchanged.push(await baseline(home, path, database));
      tick(path, round);
      const ms = run(home, path, "one");
      times.one.push(ms);
      starts.one.push(ms / start);
      baselines.one.push(await baseline(home, path, database));
      // A file that changed less than two seconds ago is read again, whether it changed or not.
      await sleep(2100);
      hookRun(home, path, "nothing-to-do");
    }
    const name = { start: "node start alone", base: "line-regex script" };
    const table = {
      [`${name.base}: first import`]: median(first.baseline),
      "its rows alone, ready made": median(first.rows),
      "first import": median(first.ours),
      [`${name.base}: nothing changed`]: median(baselines.unchanged),
      "nothing changed": median(times.unchanged),
      [`nothing changed in a list of ${shortList}`]: median(times.short),
      [`${name.base}: one box changed`]: median(baselines.one),
      "one box changed": median(times.one),
      [name.start]: median(times.node),
    };
    const cpu = (runs: readonly HookRun[]) => median(runs.map(({ cpuMs }) => cpuMs)).toFixed(0);
    console.log(
      `  processor time: first import ${cpu(used.first)} ms, nothing changed ${cpu(used.unchanged)} ms, one box ${cpu(used.one)} ms`,
    );
    printMedians(table, `${name.base}: nothing changed`);
    // Every run of a hook looks for its remote, too: what the list costs is what a short one does not.
    const over = median(times.unchanged) - median(times.short);
    console.log(
      `  in starts of node beside them: first import ${median(starts.first).toFixed(1)} (promised 27.3, where one takes 55 ms), one box ${median(starts.one).toFixed(1)} (4.5)`,
    );
    const peakOf = (runs: readonly HookRun[]) => Math.max(...runs.map(({ peakMb }) => peakMb));
    console.log(
      `  peak memory: first import ${peakOf(used.first).toFixed(0)} MB, nothing changed ${peakOf(used.unchanged).toFixed(0)} MB, one box ${peakOf(used.one).toFixed(0)} MB`,
    );
    const peak = peakOf(Object.values(used).flat());
    return [
      { name: `nothing changed, over a list of ${shortList}`, value: over, limit: 40, unit: "ms" },
      { name: "one box changed", value: median(times.one), limit: 250, unit: "ms" },
      { name: "first import", value: median(first.ours), limit: 1500, unit: "ms" },
      { name: "peak memory", value: peak, limit: 200, unit: "MB" },
    ];
  },
};

/** The milliseconds that node takes to start: a few times, as it varies. */
const nodeStart = async () => {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1)
    times.push(await timed(() => execFileSync(process.execPath, ["-e", "0"])));
  return median(times);
};

const baseline = (home: BenchHome, path: string, database: string) =>
  timed(() =>
    execFileSync(process.execPath, [baselineScript, join(path, "TASKS.md"), database], {
      env: home.env,
    }),
  );

function makeList(home: BenchHome, name: string, length = tasks): string {
  const path = join(home.path, name);
  git(home, home.path, "init", "--quiet", path);
  const lines: string[] = ["# Tasks"];
  for (let task = 0; task < length; task += 1) {
    if (task % 100 === 0) lines.push("", `## Feature ${task / 100}`, "");
    const box = task % 3 === 0 ? "x" : " ";
    lines.push(`- [${box}] **T${Math.floor(task / 100)}.${task % 100}: do thing number ${task}**`);
  }
  writeFileSync(join(path, "TASKS.md"), `${lines.join("\n")}\n`);
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", "list");
  syncHooks(home, path, "install", path);
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(path, "TASKS.md"), old, old);
  return path;
}

/** Ticks one box, in another place each round. */
function tick(path: string, round: number): void {
  const file = join(path, "TASKS.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text
      .replace(`- [ ] **T${400 + round}.1:`, `- [x] **T${400 + round}.1:`)
      .replace(`- [ ] **T${400 + round}.2:`, `- [x] **T${400 + round}.2:`),
  );
}
