import { readFileSync, readdirSync } from "node:fs";
import type { Home } from "./home.ts";
import { processesOf } from "./home-processes.ts";
import { until } from "./until.ts";

/** The process ids of the hooks' workers that belong to this home's checkouts. Reads Linux's /proc. */
export function workersOf(home: Home): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && isWorker(commandLine(name), home))
    .map(Number);
}

/**
 * Waits until nothing that a hook has started runs in this home any more, from the shell that starts the runner
 * to the last git; what the test itself started (a server) may go on.
 */
export async function untilQuiet(home: Home): Promise<void> {
  // A process may start another while the list is read, and end: so it has to be empty twice.
  let quietLooks = 0;
  await until("everything that hooks started has ended", () => {
    quietLooks = processesOf(home.path).every(isOurChild) ? quietLooks + 1 : 0;
    return quietLooks === 2;
  });
}

/** True also for a process that has ended meanwhile. */
function isOurChild(pid: number): boolean {
  try {
    // The name, in parentheses, may hold anything; state and parent follow it (proc(5)).
    const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(parent) === process.pid;
  } catch {
    return true;
  }
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
