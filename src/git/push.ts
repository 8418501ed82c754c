import type { GitFailure } from "../core/publish/git-failure.ts";
import type { RemoteRef } from "../core/publish/push-target.ts";
import type { Git } from "./git.ts";
import { runOverNetwork, type NetworkConfig } from "./network.ts";

export type PushResult = { pushed: true } | { pushed: false; failure: GitFailure };

/**
 * Pushes one commit to a branch that must still hold `expected`. The lease makes this narrower than a plain
 * push: HEAD holds `expected`, so it is a fast-forward, and a branch that was deleted or has moved is
 * refused instead of made anew. The commit goes by its id, so that a reset in the same instant cannot turn
 * it into anything else.
 */
export async function pushCommit(
  git: Git,
  commit: string,
  to: RemoteRef,
  expected: string,
  network: NetworkConfig,
  onStart: () => void,
): Promise<PushResult> {
  const lease = `--force-with-lease=${to.ref}:${expected}`;
  return push(git, [lease, to.remote, `${commit}:${to.ref}`], network, onStart);
}

/** The first push of a branch: makes it on the remote and sets the upstream. */
export async function pushNewBranch(
  git: Git,
  branch: string,
  to: RemoteRef,
  network: NetworkConfig,
  onStart: () => void,
): Promise<PushResult> {
  return push(
    git,
    ["--set-upstream", to.remote, `refs/heads/${branch}:${to.ref}`],
    network,
    onStart,
  );
}

async function push(
  git: Git,
  args: string[],
  network: NetworkConfig,
  onStart: () => void,
): Promise<PushResult> {
  const command = ["push", "--porcelain", "--no-progress", ...args];
  const { failure } = await runOverNetwork(git, command, network, onStart);
  return failure === null ? { pushed: true } : { pushed: false, failure };
}
