import { rmSync } from "node:fs";
import { readIfPresent, writeAtomic } from "../../system/files.ts";
import { identify, type ProcessIdentity } from "../../system/process-identity.ts";

/** The process that a pid file names: its id on the first line, when it began on the second. Null where there is none. */
export function readPid(file: string): ProcessIdentity | null {
  const [, pid, start] =
    /^(\d+)\n(\d*)\n$/.exec(readIfPresent(file)?.toString("latin1") ?? "") ?? [];
  return pid === undefined ? null : { pid: Number(pid), start: start || null };
}

/** Notes a running process, and when it began: a later one of the same id is told from it. */
export function writePid(file: string, pid: number): void {
  writeAtomic(file, `${pid}\n${identify(pid).start ?? ""}\n`, 0o600);
}

export const clearPid = (file: string): void => rmSync(file, { force: true });
