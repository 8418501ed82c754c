import type { Machine } from "../schedule/machine.ts";

/**
 * What schedulers and service managers start: the shared runner, which remembers PATH and folders. Windows starts no
 * shell script, and hands its own environment down.
 */
export function backgroundProgram(machine: Machine): string[] {
  if (machine.platform !== "win32") return [machine.directories.runnerFile];
  return [process.execPath, ...process.argv.slice(1, 2)];
}
