import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { distFolder, syncHooks, type Bench } from "./harness.ts";
import { makeMany } from "./repositories.ts";

const repositories = 1000;
/** The smallest limit that a Linux kernel sets by itself (inotify(7), fs.inotify.max_user_watches). */
const smallestLimit = 8192;

export const bench: Bench = {
  title: `a watcher that follows ${repositories} checkouts`,
  async run(home) {
    makeMany(home, repositories);
    syncHooks(home, home.path, "add", "--scan", join(home.path, "work"));
    const child = spawn(process.execPath, [join(distFolder, "bin/sync-hooks.js"), "watch"], {
      cwd: home.path,
      env: home.env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      let words = "";
      while (!words.includes("Watching")) words += String((await once(child.stdout, "data"))[0]);
      if (words.includes("looked at every 2 s"))
        console.log("  this machine lets it have fewer, and it says that it polls the rest");
      const value = watchesOf(child.pid);
      return [{ name: "its inotify watches", value, limit: smallestLimit, unit: "watches" }];
    } finally {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    }
  },
};

/** A line for each in /proc/PID/fdinfo (proc(5)). */
function watchesOf(pid: number | undefined): number {
  const folder = `/proc/${pid}/fdinfo`;
  const texts = readdirSync(folder).map((fd) => readFileSync(join(folder, fd), "utf8"));
  return texts.join("").match(/^inotify /gm)?.length ?? 0;
}
