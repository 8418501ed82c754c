import type { GitFacts } from "../../core/publish/git-facts.ts";
import type { BranchState, Side } from "../../core/publish/publish-plan.ts";
import { isSamePlace, targets, type RemoteRef } from "../../core/publish/push-target.ts";
import { runGit, type Git } from "../git.ts";
import { straightDistance } from "./loose-commits.ts";
import type { Refs } from "./refs.ts";

/**
 * How the branch at `head` stands to its upstream and to its push target. Costs no process where HEAD is
 * what their tracking refs hold or a few commits ahead, else one for each place that differs.
 */
export async function readBranchState(
  git: Git,
  refs: Refs,
  facts: GitFacts,
  at: { branch: string; head: string; lastPushed: string | null },
): Promise<BranchState> {
  const found = targets(at.branch, facts);
  const look = (place: RemoteRef) => readSide(git, refs, place, at);
  const upstream = found.upstream && (await look(found.upstream));
  if ("none" in found.push) return { ...at, first: found.first, upstream, push: found.push };
  const shared = upstream !== null && isSamePlace(upstream, found.push);
  const push = shared ? upstream : await look(found.push);
  return { ...at, first: found.first, upstream, push };
}

async function readSide(
  git: Git,
  refs: Refs,
  place: RemoteRef,
  at: { branch: string; head: string; lastPushed: string | null },
): Promise<Side> {
  const tip = place.tracking === null ? null : await refs.read(place.tracking);
  if (tip === null || tip === at.head)
    return { ...place, tip, ahead: 0, behind: 0, rewritten: null };
  const distance = straightDistance(git.commonDir, at.head, tip);
  if (distance !== null) return { ...place, tip, ahead: distance, behind: 0, rewritten: null };
  const listed = await runGit(git, ["rev-list", "--left-right", `${at.head}...${tip}`, "--"]);
  const lines = listed.split("\n");
  const missing = lines.filter((line) => line.startsWith(">")).map((line) => line.slice(1));
  const ahead = lines.filter((line) => line.startsWith("<")).length;
  return {
    ...place,
    tip,
    ahead,
    behind: missing.length,
    rewritten: await findRewritten(refs, missing, at),
  };
}

/** A commit that HEAD lacks although the branch once had it, or this checkout itself pushed it. */
async function findRewritten(
  refs: Refs,
  missing: readonly string[],
  at: { branch: string; lastPushed: string | null },
): Promise<string | null> {
  if (missing.length === 0) return null;
  const own = await refs.reflog(`refs/heads/${at.branch}`);
  return missing.find((commit) => own.has(commit) || commit === at.lastPushed) ?? null;
}
