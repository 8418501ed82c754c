import { readFileSync } from "node:fs";

/** A process that can be told from a later one with the same id. `start` is null where the system does not say. */
export type ProcessIdentity = { pid: number; start: string | null };

export function identify(pid: number): ProcessIdentity {
  return { pid, start: lookUp(pid)?.start ?? null };
}

/** Whether that very process still runs. Where its start is unknown, any process of that id counts. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const now = lookUp(pid);
  if (now === null) return true;
  // A zombie has ended; only its parent has not asked yet.
  return now.state !== "Z" && (start === null || now.start === start);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** State and start (clock ticks since boot): fields 3 and 22 of /proc/PID/stat (proc(5)), where there is a /proc. */
function lookUp(pid: number): { state: string; start: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", start: fields[19] ?? "" };
  } catch {
    return null; // No /proc here, or the process has just ended: `exists` has the last word.
  }
}
