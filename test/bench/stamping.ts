import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { openHub } from "../../src/hub/open.ts";
import { assignRepo } from "../../src/hub/assign-repo.ts";
import { listRepos } from "../../src/hub/repos.ts";
import { makePostgres } from "../helpers/postgres.ts";
import { median, type Bench, type Target } from "./harness.ts";

const hooks = 50;
const source = fileURLToPath(new URL("stamp-worker.ts", import.meta.url));
const libraries = fileURLToPath(new URL("../../node_modules", import.meta.url));

export const bench: Bench = {
  title: `${hooks} processes that open the hub and stamp at the same moment`,
  async run(home) {
    const worker = await bundledWorker(home.path);
    const server = await makePostgres();
    try {
      return [
        await stampAtOnce(worker, "on SQLite", `sqlite:${join(home.path, "hub.db")}`),
        await stampAtOnce(worker, "on PostgreSQL", await server.createDatabase()),
      ];
    } finally {
      await server.remove();
    }
  },
};

/** In one file of plain JavaScript, as a hook is shipped. */
async function bundledWorker(folder: string): Promise<string> {
  await build({
    input: { "stamp-worker": source },
    platform: "node",
    external: ["libsql"],
    output: { dir: folder, format: "cjs", codeSplitting: false },
  });
  return join(folder, "stamp-worker.js");
}

async function stampAtOnce(worker: string, name: string, url: string): Promise<Target> {
  const hub = await openHub(url);
  const repos: string[] = [];
  for (let at = 0; at < hooks; at += 1)
    repos.push((await assignRepo(hub, identity(`git.example/bench/r${at}`))).id);
  const started = repos.map((id, at) =>
    fork(worker, [url, id, `/code/r${at}`], {
      execArgv: [],
      env: { ...process.env, NODE_PATH: libraries },
    }),
  );
  await Promise.all(started.map((child) => once(child, "message")));
  const taken = started.map(async (child) => {
    const [ms] = (await once(child, "message")) as [number];
    return ms;
  });
  for (const child of started) child.send("go");
  const times = await Promise.all(taken);
  const stamped = (await listRepos(hub)).filter((repo) => repo.last_state_synced_at !== null);
  await hub.close();
  const slowest = Math.max(...times);
  console.log(
    `  ${name.padEnd(14)} ${stamped.length} of ${hooks} stamps, median ${median(times).toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms`,
  );
  if (stamped.length < hooks) throw new Error(`${hooks - stamped.length} stamps were lost`);
  return {
    name: `the slowest of ${hooks} stamps ${name}`,
    value: slowest,
    limit: 1000,
    unit: "ms",
  };
}

const identity = (remoteKey: string) => ({
  remoteKey,
  localKey: remoteKey,
  folder: "bench",
  owner: null,
  name: remoteKey.split("/").at(-1) ?? null,
  slug: null,
  defaultBranch: "main",
});
