import { readdirSync, realpathSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";

/** What a scan saw: checkouts in the order of their paths, and the folders it could not look into. */
export type ScanResult = { found: string[]; unreadable: { path: string; reason: string }[] };

/** Folders that hold other people's code or what a build made of it, never a checkout somebody works in. */
const skippedFolders = new Set(
  `
  node_modules bower_components jspm_packages .pnpm-store .yarn .npm
  vendor third_party Pods Carthage Godeps elm-stuff deps
  venv .venv .tox .nox site-packages __pycache__ .eggs
  target .gradle .m2 .cargo .rustup .bundle .gem .stack-work
  _build .next .nuxt .svelte-kit .turbo .parcel-cache .terraform
  .cache .direnv .nvm .pyenv .rbenv .asdf .Trash .git
  .vscode .vscode-server .cursor-server .idea lost+found
  `
    .trim()
    .split(/\s+/),
);

/** What git keeps in a bare repository, beside which linked worktrees may stand. */
const gitFolders = new Set(["objects", "refs", "hooks", "info", "logs", "worktrees", "modules"]);

/**
 * Finds every git checkout at or below `folder`, nested ones, linked worktrees and submodules included;
 * bare repositories are none. Symbolic links are not followed, so no loop can form and a checkout is found
 * where it really lies. `depth` counts the levels below `folder` that are looked at. Throws `usage` where
 * the folder itself cannot be read.
 */
export function findCheckouts(folder: string, depth: number): ScanResult {
  const top = realFolder(folder);
  const result: ScanResult = { found: [], unreadable: [] };
  const waiting = [{ path: top, level: 0 }];
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    const { path, level } = here;
    const entries = entriesOf(path, result);
    const names = new Set(entries.map((entry) => entry.name));
    if (names.has(".git")) result.found.push(path);
    if (level === depth) continue;
    const isBare = names.has("HEAD") && names.has("objects") && names.has("refs");
    for (const entry of entries)
      if (entry.isDirectory() && !skippedFolders.has(entry.name))
        if (!isBare || !gitFolders.has(entry.name))
          waiting.push({ path: join(path, entry.name), level: level + 1 });
  }
  result.found.sort();
  return result;
}

function realFolder(folder: string): string {
  try {
    const path = realpathSync(folder);
    readdirSync(path);
    return path;
  } catch (error) {
    throw new SyncError("usage", `cannot scan ${folder}: ${reasonOf(error)}`, {
      hint: "name a folder that exists and that you may read",
      cause: error,
    });
  }
}

function entriesOf(path: string, result: ScanResult): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    // A folder that went away during the scan holds nothing to find.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      result.unreadable.push({ path, reason: reasonOf(error) });
    return [];
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "it is not a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ""] ?? message;
}
