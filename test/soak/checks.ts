import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readOperation } from "../../src/git/state/operation.ts";
import { transientFiles } from "../../src/git/transient-files.ts";
import { readIfPresent } from "../../src/system/files.ts";
import { git } from "../helpers/repository.ts";
import { planFile, titlesIn } from "./plan.ts";
import type { Place, World } from "./world.ts";

/** What is wrong in this world now, each in words that name the place; empty where all is as it has to be. */
export const faultsOf = (world: World): string[] =>
  world.places.flatMap((place) =>
    checks.flatMap((check) => check(world, place).map((words) => `${place.name}: ${words}`)),
  );

const checks: readonly ((world: World, place: Place) => string[])[] = [
  everyCommitIsOnItsRemote,
  everyEditIsOnBothSides,
  nothingIsOpen,
  nothingIsLeftBehind,
];

function everyCommitIsOnItsRemote({ home }: World, { path, remote, branch, subjects }: Place) {
  const tip = (folder: string, ref: string) => git(home, folder, "rev-parse", ref);
  const there = git(home, remote, "log", "--format=%s", branch).split("\n");
  const missing = subjects.filter((subject) => !there.includes(subject));
  const twice = there.filter((subject, index) => there.indexOf(subject) !== index);
  const isSame = tip(path, "HEAD") === tip(remote, branch);
  return [
    ...missing.map((subject) => `"${subject}" is not on the remote`),
    ...twice.map((subject) => `"${subject}" is on the remote twice`),
    ...(isSame ? [] : [`HEAD is not what the remote's ${branch} is`]),
  ];
}

function everyEditIsOnBothSides({ hub }: World, { name, path, titles }: Place) {
  const sides = {
    "the file": titlesIn(readPlan(path)),
    "the hub": hub.titles(name),
  };
  return [...titles].flatMap(([key, title]) =>
    Object.entries(sides).flatMap(([side, values]) => {
      const value = values.get(key);
      return value === title ? [] : [`${key} is "${value}" in ${side}, not "${title}"`];
    }),
  );
}

/** Nothing where git is just putting another in its place. */
const readPlan = (path: string) => readIfPresent(join(path, planFile))?.toString("utf8") ?? "";

function nothingIsOpen({ home, hub }: World, { name, path, branch }: Place) {
  const status = git(home, path, "--no-optional-locks", "status", "--porcelain");
  const head = git(home, path, "rev-parse", "--abbrev-ref", "HEAD");
  return [
    ...hub.openConflicts(name).map((words) => `open conflict, ${words}`),
    ...(status === "" ? [] : [`not committed: ${status}`]),
    ...(head === branch ? [] : [`HEAD is at ${head}`]),
  ];
}

function nothingIsLeftBehind({ home }: World, { path }: Place) {
  const gitDir = join(path, ".git");
  const operation = readOperation(gitDir);
  const files = transientFiles(gitDir);
  const left = [files.request, files.running, files.journal, files.nextIndex, files.commitIndex];
  const worktrees = git(home, path, "worktree", "list", "--porcelain").match(/^worktree /gm);
  const locks = locksIn(gitDir);
  return [
    ...(operation === null ? [] : [`a ${operation} is left`]),
    ...left.filter((file) => existsSync(file)).map((file) => `${file} is left`),
    ...locks.map((name) => `${name} is left`),
    ...(worktrees?.length === 1 ? [] : ["a private worktree is left"]),
  ];
}

/** Of a folder that somebody is just changing, that alone. */
function locksIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".lock"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return ["something in motion, with or without a lock,"];
  }
}
