import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../system/files.ts";
import { tryGit, type Git } from "./git.ts";
import type { Move } from "./integration/integration-journal.ts";
import { transientFiles } from "./transient-files.ts";

/** What stands in git's own index.lock while sync-hooks holds it. */
export const indexLockMark = "sync-hooks";

/**
 * Ends a move of the branch whose process is gone: the index follows the branch where that has moved, else `goBack`
 * undoes what the move has done beside it. Does nothing where the index is not held by a move.
 */
export async function settleIndex(
  git: Git,
  move: Move,
  goBack: () => Promise<void>,
): Promise<void> {
  const { nextIndex } = transientFiles(git.gitDir);
  const lock = join(git.gitDir, "index.lock");
  const held = readIfPresent(lock)?.toString("utf8").trim() === indexLockMark;
  if (!held) return;
  const tip = await tryGit(git, ["rev-parse", "--verify", "--quiet", move.ref]);
  if (tip.stdout.trim() === move.new) {
    if (existsSync(nextIndex)) renameSync(nextIndex, join(git.gitDir, "index"));
  } else await goBack();
  rmSync(nextIndex, { force: true });
  rmSync(`${nextIndex}.lock`, { force: true });
  rmSync(lock, { force: true });
}
