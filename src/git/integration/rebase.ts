import { redact } from "../../core/redact.ts";
import { SyncError } from "../../core/errors.ts";
import { runGit, tryGit } from "../git.ts";
import type { PrivateWorktree } from "./private-worktree.ts";

export type Rebased = { commit: string } | { conflict: string[] };

/**
 * Rebases the private worktree's HEAD onto a commit, local merges kept as merges. Gives the new commit, or
 * the files that conflict. Throws `git` where the rebase fails otherwise (no identity, a signing key that asks).
 */
export async function rebaseOnto(
  worktree: PrivateWorktree,
  onto: string,
  onStart: (pid: number) => void,
): Promise<Rebased> {
  const { git, settings } = worktree;
  const rebase = ["rebase", "--quiet", "--no-fork-point", "--rebase-merges", onto];
  const result = await tryGit(git, [...settings, ...rebase], { onStart });
  if (result.status === 0) return { commit: (await runGit(git, ["rev-parse", "HEAD"])).trim() };
  const unmerged = await runGit(git, ["ls-files", "--unmerged", "-z"]);
  const files = unmerged.split("\0").flatMap((entry) => entry.split("\t")[1] ?? []);
  if (files.length > 0) return { conflict: [...new Set(files)] };
  throw new SyncError("git", `the rebase onto ${onto} failed: ${redact(result.stderr.trim())}`, {
    hint: "your checkout is as it was; see what git says to: git pull --rebase",
  });
}
