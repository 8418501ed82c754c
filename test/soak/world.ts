import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { syncHooks } from "../helpers/cli.ts";
import { writeFile, type Home } from "../helpers/home.ts";
import { cloneRemote, commitFile, git, makeRemote, makeRepository } from "../helpers/repository.ts";
import { openSoakHub, type SoakHub } from "./hub.ts";
import { planFile, planText, taskKeys } from "./plan.ts";

/** One checkout with what has to have come of everything that was done to it. */
export type Place = {
  name: string;
  /** The registered checkout. */
  path: string;
  remote: string;
  /** Somebody else's clone, which is not registered. */
  other: string;
  branch: "main";
  /** Every commit's subject, no two alike. */
  subjects: string[];
  /** What each task's title has to be, by key. */
  titles: Map<string, string>;
};

export type World = { home: Home; places: Place[]; hub: SoakHub };

/** Registered checkouts, every second one with hooks, whose tasks the hub knows; a clone of each beside it. */
export async function makeWorld(home: Home, count: number): Promise<World> {
  writeFile(
    home.path,
    ".config/sync-hooks/config.yaml",
    "watch: { interval: 3s, debounce: 300ms }\ninterval_minutes: 1\n",
  );
  const model = makeRemote(home, "model.git");
  const work = makeRepository(home, "model", model);
  commitFile(home, work, planFile, planText());
  git(home, work, "push", "--quiet");
  const names = Array.from({ length: count }, (_, index) => `r${String(index).padStart(2, "0")}`);
  const places = names.map((name) => copyPlace(home, name, { model, work }));
  const hooked = places.filter((_, index) => index % 2 === 0).map(({ path }) => path);
  await succeed(home, "add", ...places.map(({ path }) => path));
  await succeed(home, "install", ...hooked);
  await succeed(home, "sync", "--all");
  return { home, places, hub: openSoakHub(home) };
}

/** Copies a repository, its remote and a clone: quicker than as many inits. */
function copyPlace(home: Home, name: string, from: { model: string; work: string }): Place {
  const remote = join(home.path, "remotes", `${name}.git`);
  const path = join(home.path, "code", name);
  cpSync(from.model, remote, { recursive: true });
  cpSync(from.work, path, { recursive: true });
  const config = join(path, ".git", "config");
  writeFileSync(config, readFileSync(config, "utf8").replace(from.model, remote));
  const other = cloneRemote(home, remote, join("others", name));
  const titles = new Map(taskKeys.map((key) => [key, "as it began"]));
  return { name, path, remote, other, branch: "main", subjects: [], titles };
}

async function succeed(home: Home, ...args: string[]): Promise<void> {
  const { status, stdout, stderr } = await syncHooks(home, args);
  if (status !== 0)
    throw new Error(`sync-hooks ${args[0]} ended with ${status}: ${stderr}${stdout}`);
}
