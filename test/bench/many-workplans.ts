import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
import { hookRun } from "./hook-run.ts";

const few = 1000;
const many = 10_000;
const tasksEach = 100;
const rounds = 7;

export const bench: Bench = {
  title: `a commit that touches one workplan among ${few} and among ${many}, ${tasksEach} tasks each; check`,
  async run(home) {
    const other = makeBenchHome();
    try {
      const small = await makePlans(other, few);
      const large = await makePlans(home, many);
      const times = { small: [] as number[], large: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        times.small.push(commitOne(other, small, round));
        times.large.push(commitOne(home, large, round));
      }
      const table = {
        [`one of ${few}`]: median(times.small),
        [`one of ${many}`]: median(times.large),
      };
      printMedians(table, `one of ${few}`);
      const check = () => timed(() => syncHooks(home, large, "check", "--quiet"));
      const checks = { first: [await check()], after: [] as number[] };
      for (let round = 0; round < 3; round += 1) checks.after.push(await check());
      printMedians(
        { "first check": median(checks.first), "check after it": median(checks.after) },
        "check after it",
      );
      const ratio = median(times.large) / median(times.small);
      return [
        { name: `one of ${many} to one of ${few}`, value: ratio, limit: 1.2, unit: "×" },
        {
          name: `first check of ${many} workplans`,
          value: median(checks.first),
          limit: 3000,
          unit: "ms",
        },
        {
          name: `check of ${many} workplans that stand as they stood`,
          value: median(checks.after),
          limit: 3000,
          unit: "ms",
        },
      ];
    } finally {
      other.remove();
    }
  },
};

/** A repository with its workplans committed, and in step with the hub. */
async function makePlans(home: BenchHome, count: number): Promise<string> {
  const path = join(home.path, "plans");
  git(home, home.path, "init", "--quiet", path);
  for (let plan = 0; plan < count; plan += 1) writePlan(path, plan, "todo");
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", "plans");
  syncHooks(home, path, "install", path);
  hookRun(home, path, "synced");
  await sleep(2100);
  // The first look after two seconds reads once more what it read too early; the next knows that HEAD holds it.
  for (let look = 0; look < 2; look += 1) hookRun(home, path, "nothing-to-do");
  return path;
}

/** The time of the hook's run alone: what git takes for the commit itself grows with its index. */
function commitOne(home: BenchHome, path: string, round: number): number {
  const plan = 100 + round;
  writePlan(path, plan, "done");
  const quiet = { ...home, env: { ...home.env, SYNC_HOOKS: "0" } };
  git(quiet, path, "commit", "--quiet", "--message", "one", "--", fileOf(plan));
  return hookRun(home, path, "synced").ms;
}

const fileOf = (plan: number) =>
  join("workplans", String(Math.floor(plan / 100)).padStart(3, "0"), `plan-${plan}.md`);

function writePlan(path: string, plan: number, first: string): void {
  const blocks = Array.from(
    { length: tasksEach },
    (_, task) =>
      `## Task ${task} of plan ${plan}\n\n\`\`\`task\nid: T${task}\nstatus: ${task === 0 ? first : "todo"}\npriority: high\n\`\`\`\n`,
  );
  const file = join(path, fileOf(plan));
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(
    file,
    `---\nid: WP-${plan}\ntitle: Plan ${plan}\nstatus: active\n---\n\n# Plan ${plan}\n\n${blocks.join("\n")}`,
  );
}
