import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const patienceMs = 5_000;

/**
 * Waits for the processes that run in this home (a commit's detached worker, its git), and kills by id those that
 * outlast five seconds, so that the home can be removed. Where there is no /proc, it knows of none.
 */
export async function endProcesses(home: string): Promise<void> {
  const end = performance.now() + patienceMs;
  for (let pids = processesOf(home); pids.length > 0; pids = processesOf(home)) {
    if (performance.now() > end) pids.forEach(kill);
    await sleep(20);
  }
}

/** The process ids of all that was started in this home's environment. */
export function processesOf(home: string): number[] {
  return readdirOrNone("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`HOME=${home}`))
    .map(Number);
}

/** Empty for a process that has ended, or that is somebody else's. */
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function readdirOrNone(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
