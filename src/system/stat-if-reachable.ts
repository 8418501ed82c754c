import { statSync, type Stats } from "node:fs";

/**
 * What stands at the path, its links followed; null where nothing does, and where it cannot be looked at: a link to
 * itself, a folder without rights, a file in a parent's place.
 */
export function statIfReachable(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return null;
  }
}
