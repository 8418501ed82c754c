import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { repositoryConfigNames } from "../../config/names.ts";
import { matchesAny } from "../../core/glob.ts";
import { mayMoveRefs, refFolders } from "../../git/ref-folders.ts";
import { knownPaths } from "../../ledger/files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { statIfReachable } from "../../system/stat-if-reachable.ts";
import type { Context } from "../context.ts";

/** What a changed entry of a watched folder means for a checkout. `look-anew`: its folders may be other ones now. */
export type Meaning = "sync" | "look-anew" | "nothing";

export type WatchedFolders = {
  folders: string[];
  meaningOf: (folder: string, name: string | null) => Meaning;
};

const configNames: ReadonlySet<string> = new Set(repositoryConfigNames);

/**
 * The folders in which something can happen that asks for a sync: where git keeps HEAD and branches, where task
 * files and the repository's config lie, and where the patterns of task files begin. A new task file in a folder that
 * holds none yet, below the start of its pattern, is met by the next commit or sweep.
 */
export async function watchedFolders(ctx: Context, checkout: Checkout): Promise<WatchedFolders> {
  const { tasks } = await ctx.config(checkout.path);
  const refs = refFolders(checkout);
  const inTree = taskFolders(checkout.path, tasks.files, knownPaths(ctx.ledger(), checkout.id));
  const names = tasks.files.map((pattern) => basename(pattern));
  const trees = new Set(inTree);
  return {
    folders: [...new Set([...refs, checkout.path, ...inTree])],
    meaningOf(folder, name) {
      if (mayMoveRefs(checkout, folder, name)) return "sync";
      const isOwnConfig = folder === checkout.path && configNames.has(name ?? "");
      if (isOwnConfig) return "look-anew";
      if (!trees.has(folder)) return "nothing";
      if (name === null || matchesAny(name, names)) return "sync";
      const isFolder = statIfReachable(join(folder, name))?.isDirectory();
      return isFolder && name !== ".git" ? "look-anew" : "nothing";
    },
  };
}

function taskFolders(top: string, patterns: readonly string[], known: readonly string[]): string[] {
  const starts = patterns
    .filter((pattern) => !pattern.startsWith("!"))
    .map((pattern) => ({
      folder: join(top, /^(?:[^*?[{/]+\/)*/.exec(pattern)?.[0] ?? ""),
      isDeep: /[*?[{].*\//.test(pattern),
    }));
  const below = starts.flatMap(({ folder, isDeep }) =>
    isDeep && folder !== join(top, "") ? foldersBelow(folder) : [],
  );
  const holding = known.map((path) => join(top, dirname(path)));
  return [...new Set([...starts.map(({ folder }) => folder), ...below, ...holding])].map((folder) =>
    folder.replace(/(?<=.)[/\\]$/, ""),
  );
}

/** A task folder with more subfolders than this is no task folder: it would use up the system's watches. */
const mostFolders = 500;

function foldersBelow(folder: string): string[] {
  const found: string[] = [];
  const left = [folder];
  for (let next = left.pop(); next !== undefined && found.length < mostFolders; next = left.pop())
    for (const entry of listed(next))
      if (entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules") {
        found.push(join(next, entry.name));
        left.push(join(next, entry.name));
      }
  return found;
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return [];
    throw error;
  }
}
