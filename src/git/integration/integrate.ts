import { setTimeout as sleep } from "node:timers/promises";
import { identify, isRunning } from "../../system/process-identity.ts";
import type { Git } from "../git.ts";
import { closeJournal, readJournal, writeJournal, type Journal } from "./integration-journal.ts";
import { settleCommit } from "../commit-files.ts";
import { moveBranch, settleMove, type MoveResult } from "./move-branch.ts";
import { addPrivateWorktree, clearPrivateWorktrees } from "./private-worktree.ts";
import { rebaseOnto, type Rebased } from "./rebase.ts";

/** The places between which a worker may be killed; each leaves the user's checkout whole. */
export const integrationSteps = [
  "begun",
  "worktree-added",
  "rebased",
  "move-journalled",
  "moved",
  "cleared",
] as const;
export type IntegrationStep = (typeof integrationSteps)[number];

export type IntegrationRequest = {
  /** The full name of the checked-out branch, and the commit it holds. */
  ref: string;
  head: string;
  /** The upstream's commit. */
  onto: string;
  by: "fast-forward" | "rebase";
  /** For the reflog. */
  message: string;
};

export type Integration =
  | { moved: true; to: string }
  | Exclude<MoveResult, { moved: true }>
  | {
      conflict: string[];
    };

/**
 * Brings the upstream's commits into the checked-out branch, whose tracked files must be clean. The new
 * commit is computed in a private worktree, so that a conflict never reaches the user's files and HEAD is
 * never detached; then branch, index and files move at once. `onStep` is told where the work stands.
 */
export async function integrate(
  git: Git,
  request: IntegrationRequest,
  onStep: (step: IntegrationStep) => void,
): Promise<Integration> {
  const { ref, head, message } = request;
  try {
    const rebased = await compute(git, request, onStep);
    if ("conflict" in rebased) return rebased;
    const move = { ref, old: head, new: rebased.commit };
    writeJournal(git, { stage: "move", move, child: null });
    onStep("move-journalled");
    const result = await moveBranch(git, move, message, (pid) =>
      writeJournal(git, { stage: "move", move, child: identify(pid) }),
    );
    onStep("moved");
    return result.moved ? { moved: true, to: rebased.commit } : result;
  } finally {
    clearPrivateWorktrees(git);
    onStep("cleared");
    closeJournal(git);
  }
}

async function compute(
  git: Git,
  { head, onto, by }: IntegrationRequest,
  onStep: (step: IntegrationStep) => void,
): Promise<Rebased> {
  writeJournal(git, { stage: "rebase", child: null });
  onStep("begun");
  if (by === "fast-forward") return { commit: onto };
  const keep = (pid: number) => writeJournal(git, { stage: "rebase", child: identify(pid) });
  const worktree = await addPrivateWorktree(git, head, keep);
  onStep("worktree-added");
  const rebased = await rebaseOnto(worktree, onto, keep);
  onStep("rebased");
  return rebased;
}

/**
 * Ends what a killed worker began: waits for its child (at most `limitMs`), finishes or rolls back its move
 * and removes its private worktree. `busy` where the child outlasted the wait.
 */
export async function recoverIntegration(git: Git, limitMs: number): Promise<"clean" | "busy"> {
  const journal = readJournal(git);
  if (journal === null) return "clean";
  if (!(await childEnded(journal, limitMs))) return "busy";
  if (journal.stage === "move") await settleMove(git, journal.move);
  if (journal.stage === "commit") await settleCommit(git, journal.move);
  clearPrivateWorktrees(git);
  closeJournal(git);
  return "clean";
}

async function childEnded({ child }: Journal, limitMs: number): Promise<boolean> {
  if (child === null) return true;
  const end = performance.now() + limitMs;
  while (isRunning(child)) {
    if (performance.now() >= end) return false;
    await sleep(20);
  }
  return true;
}
