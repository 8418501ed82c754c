import type { GitFailure } from "../core/publish/git-failure.ts";
import type { RemoteFacts } from "../core/publish/git-facts.ts";
import type { RemoteRef } from "../core/publish/push-target.ts";
import { standsInFolder } from "./folder-remote.ts";
import type { Git } from "./git.ts";
import { runOverNetwork, type NetworkConfig } from "./network.ts";

/** Nothing but the one branch: no tags, no submodules, no maintenance, no FETCH_HEAD of the user's overwritten. */
const lean = [
  "--quiet",
  "--no-tags",
  "--no-prune",
  "--no-auto-maintenance",
  "--no-write-fetch-head",
  "--no-show-forced-updates",
  "--recurse-submodules=no",
];

/**
 * Fetches one branch of a remote into its tracking ref. A branch that the remote no longer has is the
 * failure `no-ref`; the tracking ref stays then, as always with prune off.
 */
export async function fetchRef(
  git: Git,
  from: RemoteRef,
  network: NetworkConfig,
): Promise<GitFailure | null> {
  const args = ["fetch", ...lean, "--", from.remote, from.ref];
  return (await runOverNetwork(git, args, network)).failure;
}

/**
 * `fetchRef` only where the remote's branch is not at `tip`, the commit that the tracking ref holds. Asking costs
 * git two thirds of a fetch that finds nothing (docs/decisions/ask-before-fetch.md).
 */
export async function fetchIfMoved(
  git: Git,
  remote: RemoteFacts | undefined,
  from: RemoteRef,
  tip: string | null,
  network: NetworkConfig,
): Promise<GitFailure | null> {
  if (tip === null) return fetchRef(git, from, network);
  const asked = await remoteTip(git, remote, from, tip, network);
  if ("failure" in asked) return asked.failure;
  return asked.at === tip ? null : fetchRef(git, from, network);
}

/**
 * Asks a remote where its branch is; null where it has none of that name. One that is a folder here is looked at
 * first, for whether the branch is at `tip`.
 */
export async function remoteTip(
  git: Git,
  remote: RemoteFacts | undefined,
  from: RemoteRef,
  tip: string | null,
  network: NetworkConfig,
): Promise<{ at: string | null } | { failure: GitFailure }> {
  if (remote && tip !== null && standsInFolder(remote, from.ref, tip)) return { at: tip };
  const args = ["ls-remote", "--quiet", "--", from.remote, from.ref];
  const { result, failure } = await runOverNetwork(git, args, network);
  if (failure !== null) return { failure };
  // A pattern fits the end of longer names too; only the ref itself counts.
  const line = result.stdout.split("\n").find((one) => one.endsWith(`\t${from.ref}`));
  return { at: line?.split("\t")[0] ?? null };
}
