import { lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runGit, type Git } from "../git.ts";
import type { Move } from "./integration-journal.ts";

/**
 * Gives the working tree back the files of the old commit where a broken move (a full disk, a crash) left
 * the new one's: a file that is missing, or holds the new content or a beginning of it. Anything else in
 * such a place is the user's and stays. The index must be the old commit's.
 */
export async function restoreFiles(git: Git, move: Move): Promise<void> {
  const changes = await changedPaths(git, move);
  const restore: string[] = [];
  for (const { path, status } of changes) {
    const ours = status === "D" ? isMissing(git, path) : await holdsNew(git, path, move.new);
    if (!ours) continue;
    if (status === "A") rmSync(join(git.path, path), { force: true });
    else restore.push(path);
  }
  if (restore.length === 0) return;
  const input = restore.map((path) => `${path}\0`).join("");
  await runGit(git, ["checkout-index", "--force", "-z", "--stdin"], { input });
}

type Change = { status: string; path: string };

/** `:oldmode newmode oldblob newblob STATUS`, NUL, path, NUL (git-diff-tree(1), raw output). */
async function changedPaths(git: Git, move: Move): Promise<Change[]> {
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules", move.old, move.new];
  const fields = (await runGit(git, args)).split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2)
    changes.push({ status: fields[at]?.slice(-1) ?? "", path: fields[at + 1] ?? "" });
  return changes;
}

function isMissing(git: Git, path: string): boolean {
  return lstatSync(join(git.path, path), { throwIfNoEntry: false }) === undefined;
}

/** Whether the place is empty, or holds the new commit's file or a beginning of it. */
async function holdsNew(git: Git, path: string, commit: string): Promise<boolean> {
  const stat = lstatSync(join(git.path, path), { throwIfNoEntry: false });
  if (!stat) return true;
  if (!stat.isFile()) return false;
  const args = ["cat-file", "--filters", `${commit}:${path}`];
  const content = await runGit(git, args, { encoding: "latin1" });
  return content.startsWith(readFileSync(join(git.path, path), "latin1"));
}
