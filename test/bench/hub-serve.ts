import Database from "libsql";
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { openContext } from "../../src/actions/open-context.ts";
import { chromiumFile } from "../helpers/chromium.ts";
import { addManyRepos } from "../helpers/many-repos.ts";
import { paint, rowAfterCommit } from "./dashboard.ts";
import { distFolder, median, type Bench, type BenchHome, type Target } from "./harness.ts";

const repositories = 1000;
const tasks = 100_000;
const connections = 20;
const requests = 4000;
const starts = 9;

export const bench: Bench = {
  title: "hub serve: start, API under load, and the dashboard in Chromium",
  async run(home) {
    await fill(home);
    const targets = await start(home);
    const server = await serve(home);
    try {
      targets.push(
        await load(server.url, "repos/", "GET /repos/, a page of 100 of 1,000"),
        await load(server.url, "repos/?limit=1000", "GET /repos/, all 1,000"),
        await load(server.url, "repos/r000/dispatch", "dispatch with 100,000 tasks"),
        await load(server.url, "repos/r000/tasks?limit=100", "a page of 100,000 tasks"),
      );
      if (existsSync(chromiumFile)) {
        targets.push(...(await paint(server.url, repositories)));
        targets.push(await rowAfterCommit(home, server.url));
      } else console.log("  no Chromium: the dashboard is left out");
    } finally {
      server.child.kill("SIGTERM");
    }
    return targets;
  },
};

async function fill(home: BenchHome): Promise<void> {
  const ctx = openContext({ env: home.env, cwd: home.path, configFile: null });
  await addManyRepos(ctx, repositories);
  const file = ctx.directories.hubFile;
  await ctx.close();
  const db = new Database(file);
  const id = "(SELECT id FROM repos WHERE slug = 'r000')";
  const parts = 20;
  db.exec("BEGIN");
  db.exec(`INSERT INTO workstreams (id, repo_id, key, file)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${parts - 1})
    SELECT 'w' || i, ${id}, 'W' || i, 'w' || i || '.md' FROM n`);
  db.exec(`INSERT INTO tasks (id, repo_id, workstream_id, key, title, status, priority, position)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${tasks - 1})
    SELECT 't' || i, ${id}, 'w' || (i % ${parts}), 'T' || i, 'Task number ' || i,
      CASE i % 3 WHEN 0 THEN 'todo' WHEN 1 THEN 'done' ELSE 'blocked' END,
      CASE i % 5 WHEN 0 THEN 'high' END, i FROM n`);
  db.exec("COMMIT");
  db.close();
}

type Served = { child: ChildProcess; url: string };

function serve(home: BenchHome): Promise<Served> {
  const cli = join(distFolder, "bin/sync-hooks.js");
  const child = spawn(process.execPath, [cli, "--json", "hub", "serve", "--port", "0"], {
    cwd: home.path,
    env: home.env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve) => {
    child.stdout.once("data", (chunk: Buffer) => {
      const { url } = JSON.parse(chunk.toString("utf8")) as { url: string };
      resolve({ child, url });
    });
  });
}

async function start(home: BenchHome): Promise<Target[]> {
  const taken: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    const begun = performance.now();
    const { child, url } = await serve(home);
    await (await fetch(`${url}state/health`)).text();
    taken.push(performance.now() - begun);
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  return [{ name: "from start to the first answer", value: median(taken), limit: 400, unit: "ms" }];
}

/** Asks over and over on every connection at once, as twenty readers without pause would. */
async function load(url: string, path: string, name: string): Promise<Target> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  await ask(agent, `${url}${path}`);
  const taken: number[] = [];
  let left = requests;
  const reader = async () => {
    while (left > 0) {
      left -= 1;
      taken.push(await ask(agent, `${url}${path}`));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, reader));
  const perSecond = Math.round((requests / (performance.now() - begun)) * 1000);
  agent.destroy();
  const sorted = taken.toSorted((one, other) => one - other);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  console.log(`  ${name}: median ${median(taken).toFixed(1)} ms, ${perSecond} answers a second`);
  return { name: `p99 of ${name}`, value: p99, limit: 50, unit: "ms" };
}

function ask(agent: Agent, url: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": "gzip" } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.on("end", () => resolve(performance.now() - begun));
      response.resume();
    }).on("error", reject);
  });
}
