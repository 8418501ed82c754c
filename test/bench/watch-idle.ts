import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { distFolder, syncHooks, type Bench } from "./harness.ts";
import { makeMany } from "./repositories.ts";

const repositories = 100;
const minutes = Number(process.env["MINUTES"] ?? 5);
/** The first look at every checkout is not idleness. */
const settleMs = 60_000;

export const bench: Bench = {
  title: `a watcher over ${repositories} checkouts in which nothing happens, for ${minutes} minutes`,
  async run(home) {
    makeMany(home, repositories);
    syncHooks(home, home.path, "install", "--scan", join(home.path, "work"));
    const child = spawn(process.execPath, [join(distFolder, "bin/sync-hooks.js"), "watch"], {
      cwd: home.path,
      env: home.env,
      stdio: "ignore",
    });
    try {
      await sleep(settleMs);
      const before = usage(child.pid ?? 0);
      await sleep(minutes * 60_000);
      const after = usage(child.pid ?? 0);
      const share = ((after.ownMs - before.ownMs) / (minutes * 60_000)) * 100;
      const gits = ((after.childrenMs - before.childrenMs) / (minutes * 60_000)) * 100;
      console.log(
        `  its gits, which ask ${repositories} remotes a minute: ${gits.toFixed(2)} % of one core`,
      );
      return [
        { name: "the watcher's own share of one core", value: share, limit: 0.5, unit: "%" },
        { name: "its memory", value: after.megabytes, limit: 120, unit: "MB" },
      ];
    } finally {
      await end(child);
    }
  },
};

/** From proc(5): processor time in ms, its own and that of the children it has waited for, and resident memory. */
function usage(pid: number) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const [user, system, childUser, childSystem] = fields
    .slice(11, 15)
    .map((ticks) => Number(ticks) * 10);
  const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return {
    ownMs: (user ?? 0) + (system ?? 0),
    childrenMs: (childUser ?? 0) + (childSystem ?? 0),
    megabytes: Number(resident) / 1024,
  };
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}
