import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { identify, isRunning } from "./process-identity.ts";

/** Names may have 255 bytes, and a character up to four. */
const keptCharacters = 48;

/** Where this process puts together what is to replace the file, in the folder. */
export function draftIn(folder: string, path: string): string {
  const name = [...basename(path)].slice(0, keptCharacters).join("");
  return join(folder, `.${name}.${process.pid}.tmp`);
}

/** Removes the drafts in a folder that processes have left which run no more. */
export function removeLeftDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^\..+\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(identify(Number(pid))))
      rmSync(join(folder, name), { force: true });
  }
}
