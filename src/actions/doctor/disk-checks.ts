import { inspectDisk, writeObstacle } from "../../system/disk.ts";
import { fail, ok, warn, type Finding } from "./check.ts";

const leastFreeBytes = 1024 * 1024;
const scarceBytes = 64 * 1024 * 1024;

/** Whether something can be written into each of the folders: mode, read-only disk, room. */
export function checkWritable(folders: readonly string[]): Finding {
  for (const folder of folders) {
    const obstacle = writeObstacle(folder);
    if (obstacle === "EROFS")
      return fail(`${folder} lies on a read-only disk`, "mount the disk for writing");
    if (obstacle !== null)
      return fail(`${folder} cannot be written (${obstacle})`, `chmod u+rwx '${folder}'`);
    const { freeBytes } = inspectDisk(folder);
    if (freeBytes < leastFreeBytes)
      return fail(`the disk of ${folder} is full`, "make room on that disk");
    if (freeBytes < scarceBytes)
      return warn(`the disk of ${folder} has only ${megabytes(freeBytes)} left`, "make room on it");
  }
  return ok(folders.length === 1 ? (folders[0] ?? "") : `${folders.length} folders`);
}

/** Whether each folder's disk is this machine's own: locks and SQLite cannot be trusted across machines. */
export function checkLocal(folders: readonly string[]): Finding {
  for (const folder of folders) {
    const { network } = inspectDisk(folder);
    if (network !== null)
      return warn(
        `${folder} lies on a network disk (${network})`,
        "let one machine alone run sync-hooks on it, or move it to a local disk",
      );
  }
  return ok("on a local disk");
}

const megabytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;
