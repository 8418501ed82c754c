import Database from "libsql";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { makePostgres } from "../helpers/postgres.ts";
import { distFolder, git, median, syncHooks, type Bench, type BenchHome } from "./harness.ts";
import { makePushed } from "./repositories.ts";

const rounds = 11;
const debounceMs = 300;
const longestMs = 60_000;
const planFile = "workplans/plan.md";

/** The hub's one task, through a connection that stays open. */
type HubTask = {
  title: () => Promise<string>;
  set: (title: string) => Promise<void>;
  close: () => unknown;
};

export const bench: Bench = {
  title: `how long a watcher takes from a saved file to the hub and back (medians of ${rounds})`,
  async run(home) {
    const server = await makePostgres();
    try {
      const url = await server.createDatabase();
      const sqlite = await measure(home, "sqlite", null);
      const postgres = await measure(home, "postgres", url);
      const beyond = (ms: number) => ms - debounceMs;
      return [
        row("saved file until the SQLite hub has it, beyond the debounce", beyond(sqlite.up), 300),
        row("saved file until PostgreSQL has it, beyond the debounce", beyond(postgres.up), 300),
        row("changed row in SQLite until the file has it", sqlite.down, 2000),
        row("changed row in PostgreSQL until the file has it", postgres.down, 500 + debounceMs),
      ];
    } finally {
      await server.remove();
    }
  },
};

const row = (name: string, value: number, limit: number) =>
  ({ name, value, limit, unit: "ms" }) as const;

async function measure(home: BenchHome, name: string, url: string | null) {
  const path = makeCheckout(home, name, url);
  const task = url === null ? openSqlite(home) : await openPostgres(url);
  const watcher = await startWatcher(home);
  const file = join(path, planFile);
  const inFile = async () => /^## T1: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  const [up, down]: [number[], number[]] = [[], []];
  try {
    // Each title is a new one: a file that is back at earlier bytes was restored, and gets the hub's word again.
    for (let round = 0; round < rounds; round += 1) {
      await idle();
      save(file, `saved ${round}`);
      up.push(await untilIs(`saved ${round}`, task.title));
      await idle();
      await task.set(`set ${round}`);
      down.push(await untilIs(`set ${round}`, inFile));
    }
  } finally {
    await task.close();
    await end(watcher);
  }
  return { up: median(up), down: median(down) };
}

/** Somewhere in the watcher's own rhythm, and long after what it did last. */
const idle = () => sleep(debounceMs + 600 + Math.random() * 1000);

async function untilIs(wanted: string, ask: () => Promise<string>): Promise<number> {
  const start = performance.now();
  while ((await ask()) !== wanted) {
    if (performance.now() - start > longestMs) throw new Error(`"${wanted}" never came across`);
    await sleep(5);
  }
  return performance.now() - start;
}

function save(file: string, title: string): void {
  writeFileSync(`${file}.draft`, planText(title));
  renameSync(`${file}.draft`, file);
}

const planText = (title: string) =>
  `---\nid: WP-1\ntitle: Plan\n---\n\n## T1: ${title}\n\n\`\`\`task\nid: T1\nstatus: todo\n\`\`\`\n`;

function makeCheckout(home: BenchHome, name: string, url: string | null): string {
  const { path } = makePushed(home, name);
  mkdirSync(join(path, "workplans"));
  writeFileSync(join(path, planFile), planText("first"));
  git(home, path, "add", ".");
  git(home, path, "commit", "--quiet", "--message", "plan");
  git(home, path, "push", "--quiet");
  const config = join(home.path, ".config", "sync-hooks");
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, "config.yaml"), url === null ? "" : `hub: ${url}\n`);
  syncHooks(home, path, "add", path);
  syncHooks(home, path, "sync");
  return path;
}

function openSqlite(home: BenchHome): HubTask {
  const db = new Database(join(home.path, ".local/share/sync-hooks/hub.db"), { timeout: 10_000 });
  const select = db.prepare("SELECT title FROM tasks");
  const update = db.prepare("UPDATE tasks SET title = ?");
  return {
    title: async () => (select.all()[0] as { title: string }).title,
    set: async (title) => void update.run(title),
    close: () => db.close(),
  };
}

async function openPostgres(url: string): Promise<HubTask> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    title: async () => (await client.query("SELECT title FROM tasks")).rows[0].title,
    set: async (title) => void (await client.query("UPDATE tasks SET title = $1", [title])),
    close: () => client.end(),
  };
}

async function startWatcher(home: BenchHome): Promise<ChildProcess> {
  const args = ["watch", "--debounce", `${debounceMs}ms`];
  const child = spawn(process.execPath, [join(distFolder, "bin/sync-hooks.js"), ...args], {
    cwd: home.path,
    env: home.env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout, "data");
  child.stdout.resume();
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
