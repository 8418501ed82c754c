import { readIfPresent, writeAtomic } from "../../system/files.ts";
import { rmSync } from "node:fs";
import type { ProcessIdentity } from "../../system/process-identity.ts";
import type { Git } from "../git.ts";
import { transientFiles } from "../transient-files.ts";

/** Where a branch goes. `ref` is its full name. */
export type Move = { ref: string; old: string; new: string };

/**
 * How far an integration is. In `rebase` nothing but a private worktree exists; in `move` the branch, the
 * index and the files of the checkout are going from one commit to the other. `child` is the process at it.
 */
export type Journal = { child: ProcessIdentity | null } & (
  | { stage: "rebase" }
  | { stage: "move"; move: Move }
  /** Branch and index are going to a commit of task files, which the working tree holds already. */
  | { stage: "commit"; move: Move }
);

export function readJournal(git: Git): Journal | null {
  const bytes = readIfPresent(transientFiles(git.gitDir).journal);
  return bytes === null ? null : (JSON.parse(bytes.toString("utf8")) as Journal);
}

export function writeJournal(git: Git, journal: Journal): void {
  writeAtomic(transientFiles(git.gitDir).journal, JSON.stringify(journal));
}

export function closeJournal(git: Git): void {
  rmSync(transientFiles(git.gitDir).journal, { force: true });
}
