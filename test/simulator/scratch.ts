import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where folders lie that a process makes for itself, and the name that stands before its id. */
export type ScratchPlace = { parent: string; name: string };

/** Makes a folder that bears this process's id, and removes those of processes that ended without doing so. */
export function makeScratch(place: ScratchPlace): string {
  mkdirSync(place.parent, { recursive: true });
  for (const { path, owner } of foldersIn(place))
    if (!isAlive(owner)) rmSync(path, { recursive: true, force: true });
  return mkdtempSync(join(place.parent, `${place.name}-${process.pid}-`));
}

/** What a process has made there, its threads too. */
export const scratchOf = (place: ScratchPlace, owner: number): string[] =>
  foldersIn(place).flatMap((folder) => (folder.owner === owner ? [folder.path] : []));

function foldersIn({ parent, name }: ScratchPlace): { path: string; owner: number }[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).flatMap((entry) => {
    const [, before, owner] = /^(.*)-(\d+)-\w+$/.exec(entry) ?? [];
    return before === name ? [{ path: join(parent, entry), owner: Number(owner) }] : [];
  });
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
