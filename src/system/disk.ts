import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

/** What the disk below a folder is like. `freeBytes` is what this user may still write. */
export type Disk = { freeBytes: number; network: string | null };

// statfs(2): f_type of file systems that live on another machine.
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
]);

/** Looks at the disk of a folder, or of the nearest folder above that exists. `network` is known on Linux only. */
export function inspectDisk(folder: string): Disk {
  const { bavail, bsize, type } = statfsSync(nearestFolder(folder));
  const network = process.platform === "linux" ? (networkTypes.get(type >>> 0) ?? null) : null;
  return { freeBytes: bavail * bsize, network };
}

/** Why nothing can be written into a folder (made or yet to be made): an errno name; null where it can. */
export function writeObstacle(folder: string): string | null {
  try {
    accessSync(nearestFolder(folder), constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : nearestFolder(dirname(folder));
}
