import { statSync } from "node:fs";

/**
 * `identity` changes whenever the file does: device, inode, size and both times. A file that changed just
 * now could change again within the same tick of those times, so it is not yet settled.
 */
export type FileState = { identity: string; changedMs: number };

export function fileState(path: string): FileState {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stat) return { identity: "-", changedMs: 0 };
  const identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
  return { identity, changedMs: Number(stat.ctimeMs) };
}

const settleMs = 2000;

/** Whether all the files have stood unchanged long enough for their identity to be trusted later. */
export function areSettled(files: readonly FileState[], now: Date): boolean {
  return files.every((file) => file.changedMs < now.getTime() - settleMs);
}
