import type { GitFailure } from "../core/publish/git-failure.ts";
import type { RemoteRef } from "../core/publish/push-target.ts";
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
