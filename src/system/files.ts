import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rename,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { draftIn } from "./drafts.ts";

/** The file's bytes, or null where there is no such file. Other errors are thrown. */
export function readIfPresent(path: string): Buffer | null {
  try {
    // Asked first: an error with its stack costs more than ten looks, and most of these files are not there.
    if (!statSync(path, { throwIfNoEntry: false })) return null;
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}

/**
 * Writes beside the target and renames over it: a reader sees the old bytes or the new ones, never half.
 * Missing parent folders are made. `mode` is the file's exact permission bits; without it, the umask decides.
 */
export function writeAtomic(path: string, bytes: string | Uint8Array, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = draftIn(dirname(path), path);
  try {
    writeFileSync(beside, bytes, { mode: mode ?? 0o666, flush: true });
    if (mode !== undefined) chmodSync(beside, mode);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/**
 * As `writeAtomic`, for what the next run writes anew after a power failure: the disk is not waited for. Only the
 * rename is left to another thread, since over a file that stands it can take milliseconds. The folder must stand.
 */
export async function replaceSoon(path: string, bytes: string | Uint8Array): Promise<void> {
  const beside = draftIn(dirname(path), path);
  try {
    writeFileSync(beside, bytes);
    await new Promise<void>((resolve, reject) => {
      rename(beside, path, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
