import type { GitFacts } from "../../core/publish/git-facts.ts";
import type { BranchState } from "../../core/publish/publish-plan.ts";
import { readBranchState } from "../../git/state/branch-state.ts";
import { openGit, withFacts, type Git } from "../../git/git.ts";
import { openRefs } from "../../git/state/open-refs.ts";
import type { Head, Refs } from "../../git/state/refs.ts";
import { branchMemory } from "../../ledger/branches.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context, LoadedConfig } from "../context.ts";
import { loadGitFacts } from "./git-facts.ts";

/** What the steps of one run share. */
export type Session = {
  ctx: Context;
  checkout: Checkout;
  config: LoadedConfig;
  git: Git;
  facts: GitFacts;
  refs: Refs;
};

export async function openSession(ctx: Context, checkout: Checkout): Promise<Session> {
  const config = await ctx.config(checkout.path);
  const unmarked = openGit(checkout, ctx);
  const facts = await loadGitFacts(ctx, unmarked);
  const git = withFacts(unmarked, facts, ctx.env);
  return { ctx, checkout, config, git, facts, refs: openRefs(git, facts) };
}

/** Where HEAD stands: on a branch with or without a commit, or on none. */
export type Standing =
  | { on: "branch"; branch: string; head: string }
  | { on: "unborn"; branch: string }
  | { on: "detached" };

export async function readStanding({ refs }: Session): Promise<Standing> {
  const head: Head = await refs.head();
  if (!("branch" in head)) return { on: "detached" };
  const commit = await refs.read(`refs/heads/${head.branch}`);
  if (commit === null) return { on: "unborn", branch: head.branch };
  return { on: "branch", branch: head.branch, head: commit };
}

/** How the branch stands to its remote, with what the ledger remembers of it. */
export function look(session: Session, at: { branch: string; head: string }): Promise<BranchState> {
  const { pushed } = branchMemory(session.ctx.ledger(), session.checkout.id, at.branch);
  const { git, refs, facts } = session;
  return readBranchState(git, refs, facts, { ...at, lastPushed: pushed });
}
