import { statSync } from "node:fs";
import { join } from "node:path";

/** What the user is in the middle of; the files are named in gitrepository-layout(5) and git's wt-status.c. */
const markers = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["sequencer", "sequencer"],
  ["BISECT_LOG", "bisect"],
  ["index.lock", "index.lock"],
] as const;

export type Operation = (typeof markers)[number][1];

/** The operation in progress in the working tree of this git directory, or null. */
export function readOperation(gitDir: string): Operation | null {
  const found = markers.find(([file]) => statSync(join(gitDir, file), { throwIfNoEntry: false }));
  return found?.[1] ?? null;
}
