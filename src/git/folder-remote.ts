import { statSync } from "node:fs";
import { join } from "node:path";
import type { RemoteFacts } from "../core/publish/git-facts.ts";
import { readRef } from "./state/refs-in-files.ts";

/**
 * Whether the remote is a folder on this machine in which `ref` stands at `tip`: read in-process, where git would start
 * two programs to learn the same. False where it has moved, and wherever only git can tell: another transport, a
 * program of the user's own, somebody else's folder, refs that do not lie in files.
 */
export function standsInFolder(remote: RemoteFacts, ref: string, tip: string): boolean {
  const folder = remote.ownProgram ? null : folderOf(remote.url);
  if (folder === null) return false;
  try {
    const gitDir = gitDirOf(folder);
    return gitDir !== null && readRef(gitDir, ref) === tip;
  } catch (error) {
    // What may not be looked at, git says best.
    if ((error as NodeJS.ErrnoException).code !== undefined) return false;
    throw error;
  }
}

function folderOf(url: string | null): string | null {
  if (url?.startsWith("/")) return url;
  return url?.startsWith("file:///") && !url.includes("%") ? url.slice("file://".length) : null;
}

/** As git's own enter_repo() finds it for the two usual shapes: a working tree, and a bare repository. */
function gitDirOf(folder: string): string | null {
  const inside = join(folder, ".git");
  const gitDir = find(inside) ? inside : folder;
  const isOwn = find(gitDir)?.uid === process.geteuid?.();
  const isPlain = find(join(gitDir, "objects"))?.isDirectory() && find(join(gitDir, "HEAD"));
  return isOwn && isPlain && !find(join(gitDir, "reftable")) ? gitDir : null;
}

const find = (path: string) => statSync(path, { throwIfNoEntry: false });
