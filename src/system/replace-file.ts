import { basename, dirname, join } from "node:path";
import type { FileAccess } from "./file-access.ts";

/**
 * Replaces a file's bytes in one step, if they are still `before`; its permission bits stay. Gives
 * `changed`, and writes nothing, where somebody else has written or removed it since.
 */
export function replaceFile(
  files: FileAccess,
  path: string,
  before: Buffer,
  after: Buffer,
): "written" | "changed" {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const mode = files.stat(path)?.mode;
  if (mode === undefined) return "changed";
  try {
    files.write(beside, after);
    files.chmod(beside, Number(mode) & 0o7777);
    // The last look stands as close to the rename as it can.
    if (!holds(files, path, before)) return "changed";
    files.rename(beside, path);
    return "written";
  } finally {
    files.remove(beside);
  }
}

function holds(files: FileAccess, path: string, bytes: Buffer): boolean {
  try {
    return files.read(path).equals(bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
