import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  distFolder,
  ended,
  interleave,
  printMedians,
  syncHooks,
  timed,
  type Bench,
  type BenchHome,
} from "./harness.ts";
import { makeMany } from "./repositories.ts";

const repositories = 500;
const latencySeconds = 0.15;
const token = "bench-token";
/** Answers about a file that changed less than two seconds ago are not kept. */
const settleMs = 2500;

export const bench: Bench = {
  title: `a sweep over ${repositories} repositories of a GitHub, 150 ms away, that nobody has pushed to`,
  async run(home) {
    const paths = makeMany(home, repositories);
    for (const path of paths) overSsh(home, path);
    syncHooks(home, home.path, "add", "--scan", join(home.path, "work"));
    const forge = await serveForge(home, paths);
    const env = { ...home.env, GITHUB_URL: forge.url, GITHUB_TOKEN: token };
    try {
      await sleep(settleMs);
      const medians = await interleave(
        {
          "every remote fetched": () => timed(() => sweep(home)),
          "the forge asked": () => timed(() => sweep({ ...home, env })),
        },
        { rounds: 3, idleMs: 300 },
      );
      printMedians(medians, "every remote fetched");
      const value = medians["the forge asked"] / medians["every remote fetched"];
      return [{ name: "sweep with the forge's word for it", value, limit: 0.5, unit: "×" }];
    } finally {
      forge.close();
    }
  },
};

/** Gives the checkout an ssh URL, behind which the bare repository lies on this disk, a connection's latency away. */
function overSsh(home: BenchHome, path: string): void {
  const ssh = join(home.path, "ssh");
  writeFileSync(
    ssh,
    `#!/bin/sh\nsleep ${latencySeconds}\nfor last; do :; done\nexec sh -c "$last"\n`,
    {
      mode: 0o755,
    },
  );
  const config = join(path, ".git", "config");
  const text = readFileSync(config, "utf8").replace(
    `url = ${home.path}`,
    `url = ssh://git@forge.invalid${home.path}`,
  );
  writeFileSync(config, `${text}[core]\n\tsshCommand = ${ssh}\n[ssh]\n\tvariant = simple\n`);
}

/** A GitHub that lists them all, the oldest push an hour and the newest a minute ago. */
async function serveForge(home: BenchHome, paths: readonly string[]) {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const page = Number(url.searchParams.get("page") ?? 1);
    const isList =
      url.pathname === "/api/v3/user/repos" && request.headers.authorization === `Bearer ${token}`;
    const listed = isList ? all.slice((page - 1) * 100, page * 100) : [];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(url.pathname.endsWith("/user") ? { login: "bench" } : listed));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const now = Date.now();
  const all = paths.map((path, index) => ({
    id: index + 1,
    full_name: `work/${basename(path)}`,
    ssh_url: `ssh://git@forge.invalid${home.path}/remotes/${basename(path)}.git`,
    pushed_at: new Date(now - 60_000 - index * 5000).toISOString().replace(/\.\d+Z/, "Z"),
  }));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function sweep(home: BenchHome): Promise<void> {
  const program = join(distFolder, "bin/sync-hooks.js");
  const { stdout, stderr, status } = await ended(home, process.execPath, [
    program,
    "sweep",
    "--json",
  ]);
  if (status !== 0) throw new Error(`the sweep ended with ${status}: ${stderr}${stdout}`);
}
