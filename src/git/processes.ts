import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { sep } from "node:path";

/** The ids of the git processes that work inside a folder; null where this system does not tell (no /proc). */
export function gitProcessesIn(folder: string): number[] | null {
  if (process.platform !== "linux") return null;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isGitIn(pid, folder));
}

function isGitIn(pid: number, folder: string): boolean {
  try {
    if (!readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("git")) return false;
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return cwd === folder || cwd.startsWith(folder + sep);
  } catch {
    return false; // It has ended meanwhile, or is another user's.
  }
}
