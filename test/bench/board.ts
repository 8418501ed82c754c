import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { listenPlanka, plankaEnv } from "../helpers/planka/server.ts";
import { reportUse, useIn } from "./process-use.ts";
import {
  distFolder,
  git,
  interleave,
  median,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
} from "./harness.ts";

const changes = 200;
const tasksEach = 50;
/** Requests that only ask for the version: the baseline. */
const bare = 500;
const run = promisify(execFile);

export const bench: Bench = {
  title: `${changes} OpenSpec changes of ${tasksEach} tasks on a board on loopback`,
  async run(home) {
    const planka = await listenPlanka();
    Object.assign(home.env, plankaEnv(planka));
    try {
      const path = makeProject(home);
      // In a process of its own each: the server needs this one.
      const sync = () => boardSync(home, path);
      const firstMs = await timed(sync);
      const writes = planka.writes();
      const bareMs = await timed(async () => {
        for (let count = 0; count < bare; count += 1)
          await (await fetch(`${planka.url}/api/bootstrap`)).text();
      });
      const read = async () => {
        const { id } = planka.board().item;
        const headers = { "x-api-key": planka.key };
        await (await fetch(`${planka.url}/api/boards/${id}`, { headers })).text();
      };
      const cpuMs: number[] = [];
      const idle = () => timed(async () => cpuMs.push(cpuMsOf(await sync())));
      const { idle: idleMs, read: readMs } = await interleave(
        { idle, read: () => timed(read) },
        { rounds: 5, idleMs: 200 },
      );
      console.log(`  first sync: ${Math.round(firstMs)} ms, ${writes} writes`);
      console.log(
        `  idle sync: ${Math.round(idleMs)} ms, ${Math.round(median(cpuMs))} ms of processor time, ${planka.writes() - writes} writes`,
      );
      console.log(`  one read of the board: ${Math.round(readMs)} ms`);
      return [
        {
          name: "first sync: a write over a bare request",
          value: firstMs / writes / (bareMs / bare),
          limit: 3,
          unit: "×",
        },
        { name: "idle sync over one read", value: idleMs - readMs, limit: 1000, unit: "ms" },
      ];
    } finally {
      planka.close();
    }
  },
};

function makeProject(home: BenchHome): string {
  const path = join(home.path, "app");
  mkdirSync(path);
  git(home, path, "init", "--quiet");
  const lines = Array.from({ length: tasksEach }, (_, index) => `- [ ] 1.${index} Task ${index}`);
  for (let index = 0; index < changes; index += 1) {
    const folder = join(path, "openspec/changes", `change-${index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "proposal.md"), `# Change ${index}\n\n## Why\n\nBecause.\n`);
    writeFileSync(join(folder, "tasks.md"), `${lines.join("\n")}\n`);
  }
  syncHooks(home, path, "add", path);
  return path;
}

const boardSync = (home: BenchHome, cwd: string) =>
  run(
    process.execPath,
    [
      ...reportUse,
      join(distFolder, "bin/sync-hooks.js"),
      "board",
      "sync",
      "--project=P",
      "--board=B",
    ],
    { cwd, env: home.env },
  );

const cpuMsOf = ({ stderr }: { stderr: string }) => useIn(stderr).cpuMs;
