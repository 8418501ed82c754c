import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a file's bytes in one step, if they are still `before`; its permission bits stay. Gives
 * `changed`, and writes nothing, where somebody else has written or removed it since.
 */
export function replaceFile(path: string, before: Buffer, after: Buffer): "written" | "changed" {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return "changed";
  try {
    writeFileSync(beside, after, { flush: true });
    chmodSync(beside, mode & 0o7777);
    // The last look stands as close to the rename as it can.
    if (!holds(path, before)) return "changed";
    renameSync(beside, path);
    return "written";
  } finally {
    rmSync(beside, { force: true });
  }
}

function holds(path: string, bytes: Buffer): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
