import type { FileAccess, FileStat } from "./file-access.ts";

/**
 * `identity` changes whenever the file does: device, inode, size and both times; `-` where there is none, the
 * system's error code where it cannot be looked at (a link that leads to itself, a folder without rights). A
 * file that changed just now could change again within the same tick of those times, so it is not yet settled.
 */
export type FileState = { identity: string; changedMs: number };

export function fileState(files: FileAccess, path: string): FileState {
  const stat = statOrCode(files, path);
  if (typeof stat === "string") return { identity: stat, changedMs: 0 };
  const identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
  return { identity, changedMs: Number(stat.ctimeMs) };
}

function statOrCode(files: FileAccess, path: string): FileStat | string {
  try {
    return files.stat(path) ?? "-";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code;
  }
}

const settleMs = 2000;

/** Whether all the files have stood unchanged long enough for their identity to be trusted later. */
export function areSettled(files: readonly FileState[], now: Date): boolean {
  return files.every((file) => file.changedMs < now.getTime() - settleMs);
}
