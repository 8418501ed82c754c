import { setTimeout as sleep } from "node:timers/promises";
import { backOffMs } from "../core/back-off.ts";
import { gitFailure, type GitFailure } from "../core/publish/git-failure.ts";
import type { RunResult } from "../system/run.ts";
import { tryGit, type Git } from "./git.ts";

/** The `network` part of the config. */
export type NetworkConfig = { retries: number; timeout: number };

export type NetworkResult = { result: RunResult; failure: GitFailure | null };

/**
 * Runs a git that talks to a remote, and again after a network failure. A remote that let the whole
 * `timeout` (ms) pass is not asked twice: the next sweep is soon enough for that. `onStart` is called when
 * git runs.
 */
export async function runOverNetwork(
  git: Git,
  args: readonly string[],
  network: NetworkConfig,
  onStart: (() => void) | null = null,
): Promise<NetworkResult> {
  for (let retry = 0; ; retry += 1) {
    const result = await tryGit(git, args, {
      timeoutMs: network.timeout,
      ...(onStart && { onStart }),
    });
    if (result.status === 0) return { result, failure: null };
    const failure = gitFailure(result);
    const again = failure.kind === "offline" && !result.timedOut && retry < network.retries;
    if (!again) return { result, failure };
    await sleep(backOffMs(retry, Math.random));
  }
}
