import { dirname } from "node:path";
import { draftIn } from "./drafts.ts";
import type { FileAccess } from "./file-access.ts";

/**
 * Replaces a file's bytes in one step, if they are still `before`; its permission bits stay. Gives
 * `changed`, and writes nothing, where somebody else has written or removed it since. The new file is put
 * together in `scratch`; where that cannot be (another disk, a folder that hands its group down), beside the old one.
 */
export function replaceFile(
  files: FileAccess,
  path: string,
  before: Buffer,
  after: Buffer,
  scratch = dirname(path),
): "written" | "changed" {
  const old = files.stat(path);
  if (old === undefined) return "changed";
  const beside = dirname(path);
  const exchange = (folder: string, isFit: (draft: string) => boolean) => {
    const draft = draftIn(folder, path);
    try {
      files.write(draft, after);
      if (!isFit(draft)) return null;
      files.chmod(draft, Number(old.mode) & 0o7777);
      // The last look stands as close to the rename as it can.
      if (!holds(files, path, before)) return "changed";
      files.rename(draft, path);
      return "written";
    } finally {
      files.remove(draft);
    }
  };
  const hasItsGroup = (draft: string) => files.stat(draft)?.gid === old.gid;
  const inScratch = scratch === beside ? null : unlessUnfit(() => exchange(scratch, hasItsGroup));
  return inScratch ?? exchange(beside, () => true) ?? "changed";
}

const unfitCodes = ["EXDEV", "ENOENT", "EACCES", "EPERM", "EROFS", "EDQUOT"];

function unlessUnfit<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (unfitCodes.includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
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
