import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readIfPresent } from "../../system/files.ts";
import { runGit, type Git } from "../git.ts";
import { transientFiles } from "../transient-files.ts";

const prefix = "integration-";

/**
 * What holds in the private worktree: no hooks, no files (a sparse checkout of nothing: only what conflicts
 * is written), and none of the settings by which a rebase would touch other branches or stash.
 */
const settings = [
  "core.hooksPath=/dev/null",
  "core.sparseCheckout=true",
  "core.sparseCheckoutCone=false",
  "core.fsmonitor=false",
  "index.sparse=false",
  "rebase.autoStash=false",
  "rebase.updateRefs=false",
  "rerere.enabled=false",
  "submodule.recurse=false",
  "maintenance.auto=false",
  "gc.auto=0",
].flatMap((setting) => ["-c", setting]);

/** A detached worktree of the repository that nobody sees: it lies in the checkout's own git directory. */
export type PrivateWorktree = { git: Git; settings: readonly string[] };

/** Adds the private worktree at `commit`, with an index and without files. */
export async function addPrivateWorktree(
  git: Git,
  commit: string,
  onStart: (pid: number) => void,
): Promise<PrivateWorktree> {
  const { folder } = transientFiles(git.gitDir);
  mkdirSync(folder, { recursive: true });
  const path = mkdtempSync(join(folder, prefix));
  const add = ["worktree", "add", "--quiet", "--detach", "--no-checkout", path, commit];
  await runGit(git, [...settings, ...add], { onStart });
  const gitDir = adminFolders(git, path)[0] ?? "";
  mkdirSync(join(gitDir, "info"), { recursive: true });
  writeFileSync(join(gitDir, "info", "sparse-checkout"), "");
  const env = { ...git.env, GIT_EDITOR: "true", GIT_SEQUENCE_EDITOR: "true" };
  const own: Git = { ...git, path, gitDir, env };
  await runGit(own, [...settings, "read-tree", "-m", "-u", "HEAD"], { onStart });
  return { git: own, settings };
}

/** The private worktrees that stand in a checkout's git directory: one at work, or what a killed worker left. */
export function listPrivateWorktrees(gitDir: string): string[] {
  const { folder } = transientFiles(gitDir);
  return names(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name));
}

/** Removes every private worktree of this checkout, also one that a killed worker left half made. */
export function clearPrivateWorktrees(git: Git): void {
  for (const path of listPrivateWorktrees(git.gitDir)) {
    for (const admin of adminFolders(git, path)) rmSync(admin, { recursive: true, force: true });
    rmSync(path, { recursive: true, force: true });
  }
}

/** The folders under `worktrees/` whose `gitdir` file names this worktree (gitrepository-layout(5)). */
function adminFolders(git: Git, path: string): string[] {
  const parent = join(git.commonDir, "worktrees");
  return names(parent)
    .map((name) => join(parent, name))
    .filter((admin) => {
      const target = readIfPresent(join(admin, "gitdir"))?.toString("utf8").trim();
      return target !== undefined && dirname(target) === path;
    });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
