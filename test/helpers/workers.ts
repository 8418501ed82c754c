import { readFileSync, readdirSync } from "node:fs";
import type { Home } from "./home.ts";
import { until } from "./until.ts";

/** The process ids of the hooks' workers that belong to this home's checkouts. Reads Linux's /proc. */
export function workersOf(home: Home): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isWorker(commandLine(name), home))
    .map(Number);
}

/** Waits until no worker of this home is left; a test that leaves one behind cannot remove its home. */
export async function untilQuiet(home: Home): Promise<void> {
  await until("every worker has ended", () => workersOf(home).length === 0);
}

function isWorker(words: readonly string[], home: Home): boolean {
  const [, entry = "", gitDir = ""] = words;
  return /\/hooks\/post-[a-z]+\.js$/.test(entry) && gitDir.startsWith(`${home.path}/`);
}

/** Empty for a process that has ended meanwhile. */
function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** Kills the process as a crash would. False where it had ended by itself. */
export function crash(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
