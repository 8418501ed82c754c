import { readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFile, type Home } from "../helpers/home.ts";
import { commitFile, refOf } from "../helpers/repository.ts";
import { requires } from "../helpers/requirements.ts";
import { until } from "../helpers/until.ts";
import { makeWatchedWorld, plan, startWatcher } from "../helpers/watching.ts";

/** In a user namespace of its own the kernel counts inotify's watches and instances by themselves (namespaces(7)). */
const withLimit = (name: string, limit: number) => [
  "unshare",
  "--user",
  "--map-current-user",
  "--keep-caps",
  "sh",
  "-c",
  `echo ${limit} >/proc/sys/user/${name} && exec "$@"`,
  "sh",
];

const logOf = (home: Home) => {
  const folder = join(home.path, ".local/state/sync-hooks/log");
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
};

test.skipIf(process.platform !== "linux" || requires("unshare", "util-linux")).each([
  ["max_inotify_watches", 2, "fs.inotify.max_user_watches"],
  ["max_inotify_instances", 0, "fs.inotify.max_user_instances"],
])(
  "with %s at %i the watcher says that it looks instead of watching, and still syncs commits and files, beside a link to itself",
  async (name, limit, setting) => {
    const { home, remote, work, status } = await makeWatchedWorld();
    symlinkSync("loop", join(work, "loop"));
    const quick = ["--interval", "1h", "--debounce", "100ms"];
    const watcher = await startWatcher(home, quick, withLimit(name, limit));
    await until("it says so", () => watcher.output().includes("looked at every 2 s"));
    expect(watcher.output()).toContain(setting);
    expect(logOf(home)).toContain("instead of watching");
    const commit = commitFile(home, work, "a.txt", "a\n");
    await until("the commit is on its remote", () => refOf(home, remote, "main") === commit);
    writeFile(work, "workplans/login.md", plan("in_progress"));
    await until("the hub has the saved status", () => status() === "in_progress");
    expect(await watcher.stop("SIGTERM"), watcher.output()).toBe(0);
  },
);
