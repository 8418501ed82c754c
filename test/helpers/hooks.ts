import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  lstatSync,
  mkdirSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import type { Context } from "../../src/actions/context.ts";
import { install, type InstallReport } from "../../src/actions/install/install.ts";
import { register } from "../../src/actions/registry/register.ts";
import type { Checkout } from "../../src/ledger/checkouts.ts";
import type { Home } from "./home.ts";
import { writeFile } from "./home.ts";
import { until } from "./until.ts";

/** Registers the checkout and installs its hooks, as `sync-hooks install PATH` does. */
export async function installAt(
  ctx: Context,
  path: string,
  force: "refuse" | "force" = "refuse",
): Promise<{ checkout: Checkout; report: InstallReport }> {
  const checkout = await register(ctx, path, { slug: null });
  return { checkout, report: await install(ctx, checkout, { mode: "apply", force }) };
}

/** One start of the fake runner: the arguments that the block gave it. */
export type Firing = { event: string; gitDir: string; gitPid: string };

/** Puts a runner in the real one's place that only writes down how it was started. */
export function fakeRunner(
  ctx: Context,
  home: Home,
): { firings: () => Firing[]; forget: () => void } {
  const log = join(home.path, "firings");
  const line = `printf '%s\\0' "$1" "$2" "$3" >>'${log.replaceAll("'", "'\\''")}'`;
  writeFile(ctx.directories.data, "runner", `#!/bin/sh\n${line}\n`);
  chmodSync(ctx.directories.runnerFile, 0o755);
  const words = () => (existsSync(log) ? readFileSync(log, "utf8").split("\0").slice(0, -1) : []);
  const firings = () => {
    const all = words();
    return Array.from({ length: Math.floor(all.length / 3) }, (_, index) => {
      const [event = "", gitDir = "", gitPid = ""] = all.slice(index * 3, index * 3 + 3);
      return { event, gitDir, gitPid };
    });
  };
  return { firings, forget: () => void writeFile(home.path, "firings", "") };
}

/** Waits for the runner's next start and gives back all of them. */
export function fired(runner: { firings: () => Firing[] }, count = 1): Promise<Firing[]> {
  return until(`the runner was started ${count} times`, () => {
    const firings = runner.firings();
    return firings.length >= count ? firings : null;
  });
}

/** Everything below a folder by name: mode and bytes of a file, target of a link. For comparing before and after. */
export function snapshot(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    entries.map((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) return [name, `link ${readlinkSync(path)}`];
      if (stat.isDirectory()) return [name, "folder"];
      return [name, `${(stat.mode & 0o7777).toString(8)} ${readFileSync(path).toString("latin1")}`];
    }),
  );
}

/** Lets the block write its requests down: the lines are there when git returns, however busy the machine is. */
export function requestsOf(gitDir: string): { events: () => string[]; forget: () => void } {
  const folder = join(gitDir, "sync-hooks");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "request");
  const lines = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : []);
  return {
    events: () => lines().map((line) => line.split(" ")[0] ?? ""),
    forget: () => rmSync(file, { force: true }),
  };
}
