import { accessSync, constants, statSync } from "node:fs";
import { SyncError } from "../core/errors.ts";

/**
 * Makes sure that `path` belongs to the user who runs this process. Work in another user's folder would
 * leave files there that their owner cannot remove. Throws `locked`, or `not-a-repo` where nothing is there.
 */
export function requireOwn(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new SyncError("not-a-repo", `${path} is not there`, {
      hint: "if the repository has moved, run: sync-hooks doctor --fix",
    });
  const user = process.geteuid?.();
  if (user !== undefined && stat.uid !== user)
    throw new SyncError("locked", `${path} belongs to user ${stat.uid}, not to you (${user})`, {
      hint: `run sync-hooks as that user, or take it over: sudo chown -R ${user} '${path}'`,
    });
}

/** Makes sure that this process may write `path`. Throws `store` on a read-only disk or mode. */
export function requireWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    const readOnlyDisk = (error as NodeJS.ErrnoException).code === "EROFS";
    throw new SyncError("store", `${path} cannot be written`, {
      hint: readOnlyDisk ? "mount the disk for writing" : `make it writable: chmod u+w '${path}'`,
      cause: error,
    });
  }
}
