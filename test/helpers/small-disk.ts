import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Home } from "./home.ts";
import { requiresRoot } from "./requirements.ts";

/** A disk of its own for a test: `fill` leaves no byte free, `setReadOnly` remounts it. */
export type SmallDisk = {
  path: string;
  fill: () => void;
  setReadOnly: () => void;
  setWritable: () => void;
};

/** True where this machine lets nobody mount a disk; says so. */
export const noDisks = (): boolean => requiresRoot("mount a small disk (tmpfs)");

export function mountSmallDisk(home: Home, name: string, megabytes: number): SmallDisk {
  const path = join(home.path, name);
  mkdirSync(path, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", path]);
  onTestFinished(() => void execFileSync("umount", ["-l", path]));
  const remount = (mode: string) => execFileSync("mount", ["-o", `remount,${mode}`, path]);
  return {
    path,
    fill() {
      try {
        writeFileSync(join(path, "filler"), Buffer.alloc(megabytes * 1024 * 1024));
      } catch {
        // ENOSPC: what could be written has been.
      }
    },
    setReadOnly: () => void remount("ro"),
    setWritable: () => void remount("rw"),
  };
}
