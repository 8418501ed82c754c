import { redact } from "../../core/redact.ts";
import { tryGit, type Git } from "../git.ts";
import { indexLockMark, settleIndex } from "../index-lock.ts";
import type { Move } from "./integration-journal.ts";
import { restoreFiles } from "./restore-files.ts";
import { transientFiles } from "../transient-files.ts";

/**
 * Moves the checked-out branch with its index and files, in one process that outlives a killed worker.
 * The index is held by git's own index.lock throughout, so a commit, switch or rebase that the user starts
 * meanwhile is refused instead of recording a mixture; one that came before is seen. read-tree refuses to
 * overwrite what the user changed, and would take a file that was only written anew for such a one, were the
 * index not refreshed first. Where it or update-ref breaks off after that check, the lock stays until the files
 * are restored. It runs as a git alias, since every git brings the shell that runs those, and begins once it is
 * told to: a worker that is killed before it has noted this process leaves one that does nothing.
 */
const script = `!move() {
  read -r go || exit 73
  lock=$1/index.lock next=$2 ref=$3 old=$4 new=$5 message=$6
  (set -C; echo ${indexLockMark} >"$lock") 2>/dev/null || exit 75
  stop() { rm -f "$next" "$lock"; exit "$1"; }
  cp -p "$1/index" "$next" || stop 74
  [ "$(git rev-parse HEAD --symbolic-full-name HEAD)" = "$old
$ref" ] || stop 73
  export GIT_INDEX_FILE="$next"
  git update-index -q --refresh
  git read-tree -n -m -u "$old" "$new" || stop 72
  git read-tree -m -u "$old" "$new" || exit 70
  git update-ref -m "$message" "$ref" "$new" "$old" || exit 71
  mv -f "$next" "$1/index" && rm -f "$lock"
}; move`;

export type MoveResult =
  | { moved: true }
  /** `busy`: another git holds the index; `left`: HEAD or the branch went elsewhere; `refused`: files in the way. */
  | { moved: false; why: "busy" | "left" | "refused" | "failed"; words: string };

const whyOf: Record<number, "busy" | "left" | "refused"> = {
  75: "busy",
  73: "left",
  72: "refused",
  71: "left",
};

/** Moves the checkout from one commit to the other, or leaves branch, index and files as they were. */
export async function moveBranch(
  git: Git,
  move: Move,
  message: string,
  onStart: (pid: number) => void,
): Promise<MoveResult> {
  const { nextIndex } = transientFiles(git.gitDir);
  const args = [git.gitDir, nextIndex, move.ref, move.old, move.new, message];
  const config = ["-c", `alias.sync-hooks-move=${script}`];
  const input = "go\n";
  const result = await tryGit(git, [...config, "sync-hooks-move", ...args], { onStart, input });
  if (result.status === 0) return { moved: true };
  await settleMove(git, move);
  const words = redact(result.stderr.trim());
  return { moved: false, why: whyOf[result.status ?? 0] ?? "failed", words };
}

/** Ends a move whose process is gone: forward where the branch has moved, else back. */
export const settleMove = (git: Git, move: Move): Promise<void> =>
  settleIndex(git, move, () => restoreFiles(git, move));
