import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { KnownFile } from "../../ledger/files.ts";

const changeFile = /^((?:.*\/)?openspec\/changes\/)([^/]+)\/tasks\.md$/;

/**
 * Where the tasks of archived OpenSpec changes lie now, by the path that they are gone from: a change that is
 * archived moves to `archive/YYYY-MM-DD-<id>`, which is no task file any more, but has the last word on its tasks.
 */
export function archivedChanges(top: string, gone: readonly KnownFile[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path } of gone) {
    const [, folder, change] = changeFile.exec(path) ?? [];
    if (folder === undefined || change === undefined) continue;
    const archive = `${folder}archive`;
    const latest = foldersIn(join(top, archive))
      .filter((name) => /^\d{4}-\d{2}-\d{2}-/.test(name) && name.slice(11) === change)
      .sort()
      .at(-1);
    const file = `${archive}/${latest}/tasks.md`;
    if (latest !== undefined && existsSync(join(top, file))) found.set(path, file);
  }
  return found;
}

const foldersIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
