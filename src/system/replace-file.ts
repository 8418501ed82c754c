import { dirname } from "node:path";
import { draftIn } from "./drafts.ts";
import type { FileAccess } from "./file-access.ts";

/**
 * Replaces a file's bytes in one step, if they are still `before`; its permission bits stay. Gives
 * `changed`, and writes nothing, where somebody else has written or removed it since. The new file is put
 * together in `scratch`; where that is on another disk, or not there, beside the old one.
 */
export function replaceFile(
  files: FileAccess,
  path: string,
  before: Buffer,
  after: Buffer,
  scratch = dirname(path),
): "written" | "changed" {
  const mode = files.stat(path)?.mode;
  if (mode === undefined) return "changed";
  const exchange = (folder: string) => {
    const draft = draftIn(folder, path);
    try {
      files.write(draft, after);
      files.chmod(draft, Number(mode) & 0o7777);
      // The last look stands as close to the rename as it can.
      if (!holds(files, path, before)) return "changed";
      files.rename(draft, path);
      return "written";
    } finally {
      files.remove(draft);
    }
  };
  try {
    return exchange(scratch);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (scratch === dirname(path) || (code !== "EXDEV" && code !== "ENOENT")) throw error;
    return exchange(dirname(path));
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
