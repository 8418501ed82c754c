import Database from "libsql";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { git, interleave, printMedians, syncHooks, type Bench, type BenchHome } from "./harness.ts";
import { makePushed, untilIdle } from "./repositories.ts";

const rounds = 20;
const idleMs = 150;

export const bench: Bench = {
  title: "a commit that changes one workplan until last_state_synced_at is written",
  async run(home) {
    const { path } = makePushed(home, "planned");
    mkdirSync(join(path, "workplans"));
    commitPlan(home, path, "todo");
    git(home, path, "push", "--quiet");
    syncHooks(home, path, "install", path);
    syncHooks(home, path, "sync");
    const ledger = new Database(join(home.path, ".local/state/sync-hooks/ledger.db"), {
      timeout: 1000,
    });
    try {
      const name = "commit until last_state_synced_at";
      const medians = await interleave(
        { [name]: () => commitUntilStamped(home, path, ledger) },
        { rounds, idleMs },
      );
      printMedians(medians, name);
      return [{ name, value: medians[name] ?? Number.NaN, limit: 500, unit: "ms" }];
    } finally {
      ledger.close();
    }
  },
};

let turn = 0;

async function commitUntilStamped(
  home: BenchHome,
  path: string,
  ledger: Database.Database,
): Promise<number> {
  const before = stampOf(ledger);
  turn += 1;
  writePlan(path, turn % 2 === 0 ? "todo" : "done");
  const start = performance.now();
  git(home, path, "commit", "--quiet", "--all", "--message", "bench");
  while (stampOf(ledger) === before) await sleep(2);
  const taken = performance.now() - start;
  await untilIdle(path);
  return taken;
}

function stampOf(ledger: Database.Database): string | null {
  const row = ledger.prepare("SELECT last_state_synced_at AS at FROM checkouts").get();
  return (row as { at: string | null }).at;
}

function commitPlan(home: BenchHome, path: string, status: string): void {
  writePlan(path, status);
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", "plan");
}

function writePlan(path: string, status: string): void {
  const head = "---\nid: WP-1\ntitle: Plan\nstatus: active\n---\n\n# Plan\n\n";
  const task = `## First\n\n\`\`\`task\nid: T1\nstatus: ${status}\n\`\`\`\n`;
  writeFileSync(join(path, "workplans/plan.md"), head + task);
}
