import { lstatSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemFiles } from "../../system/file-access.ts";
import { replaceFile } from "../../system/replace-file.ts";
import { runGit, tryGit, type Git } from "../git.ts";
import { transientFiles } from "../transient-files.ts";
import type { Move } from "./integration-journal.ts";

/**
 * Gives the working tree back the files of the old commit where a broken move (a full disk, a crash) left
 * the new one's: a file that is missing, or holds the new content or a beginning of it. Anything else in
 * such a place is the user's and stays, also what comes there meanwhile. The index must be the old commit's.
 */
export async function restoreFiles(git: Git, move: Move): Promise<void> {
  const missing: string[] = [];
  const others: string[] = [];
  for (const change of await changedPaths(git, move)) {
    const { path, status } = change;
    if (isMissing(git, path)) {
      if (status !== "A") missing.push(path);
    } else if (status !== "D") {
      const bytes = await beginningOfNew(git, path, move.new);
      if (bytes === null) continue;
      if (status === "A") rmSync(join(git.path, path), { force: true });
      else if (!change.isPlain) others.push(path);
      else await putBack(git, path, bytes, move.old);
    }
  }
  if (missing.length > 0) await tryGit(git, checkOut, { input: listOf(missing) });
  // What git has left as it stands is somebody's new file; what it could not write is missing still.
  const forced = [...missing.filter((path) => isMissing(git, path)), ...others];
  if (forced.length > 0) await runGit(git, [...checkOut, "--force"], { input: listOf(forced) });
}

const checkOut = ["checkout-index", "--quiet", "-z", "--stdin"];
const listOf = (paths: readonly string[]) => paths.map((path) => `${path}\0`).join("");

async function putBack(git: Git, path: string, bytes: Buffer, commit: string): Promise<void> {
  const old = Buffer.from(await contentIn(git, path, commit), "latin1");
  const { folder } = transientFiles(git.gitDir);
  replaceFile(systemFiles, join(git.path, path), bytes, old, folder);
}

/** `isPlain`: an ordinary file before and after, with the same mode. */
type Change = { status: string; path: string; isPlain: boolean };

/** `:oldmode newmode oldblob newblob STATUS`, NUL, path, NUL (git-diff-tree(1), raw output). */
async function changedPaths(git: Git, move: Move): Promise<Change[]> {
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules", move.old, move.new];
  const fields = (await runGit(git, args)).split("\0");
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [words = "", path = ""] = [fields[at], fields[at + 1]];
    const isPlain = /^:(100\d+) \1 /.test(words);
    changes.push({ status: words.slice(-1), path, isPlain });
  }
  return changes;
}

function isMissing(git: Git, path: string): boolean {
  return lstatSync(join(git.path, path), { throwIfNoEntry: false }) === undefined;
}

/** What stands there, where that is the new commit's file or a beginning of it; else null. */
async function beginningOfNew(git: Git, path: string, commit: string): Promise<Buffer | null> {
  if (!lstatSync(join(git.path, path)).isFile()) return null;
  const content = await contentIn(git, path, commit);
  const bytes = readFileSync(join(git.path, path));
  return content.startsWith(bytes.toString("latin1")) ? bytes : null;
}

/** As it is checked out, one character for each byte. */
const contentIn = (git: Git, path: string, commit: string): Promise<string> =>
  runGit(git, ["cat-file", "--filters", `${commit}:${path}`], { encoding: "latin1" });
