import { matchesAny } from "../glob.ts";
import { isSamePlace, type NoTarget, type RemoteRef } from "./push-target.ts";

/** The `push` and `pull` part of the config. */
export type PublishConfig = {
  pull: "rebase" | "ff-only" | "off";
  push: {
    enabled: boolean;
    branches: readonly string[];
    remotes: readonly string[];
    set_upstream: boolean;
    rewritten: "report" | "lease";
  };
};

/** How HEAD stands to one ref of a remote, as far as this machine knows. */
export type Side = RemoteRef & {
  /** What the tracking ref holds; null where it is gone or no fetch refspec covers it. */
  tip: string | null;
  /** Commits of HEAD that the tip does not hold. */
  ahead: number;
  /** Commits of the tip that HEAD does not hold. */
  behind: number;
  /** One of those that stands in the branch's own reflog: the user took it out of HEAD. */
  rewritten: string | null;
};

export type BranchState = {
  branch: string;
  head: string;
  upstream: Side | null;
  /** Where plain `git push` would push; one and the same side as the upstream in most repositories. */
  push: Side | { none: NoTarget };
  /** Where the first push of a branch without upstream would go. */
  first: RemoteRef | null;
  /** What this checkout itself last pushed to the branch. */
  lastPushed: string | null;
};

export type SkipReason =
  | NoTarget
  | "push-off"
  | "push-branches"
  | "push-remotes"
  | "no-tracking"
  | "upstream-gone"
  | "unpublished"
  | "pull-off";

export type PublishPlan =
  | { do: "nothing" }
  | { do: "skip"; reason: SkipReason }
  /** `expected`: what the remote's branch must still hold, a commit that HEAD holds too. */
  | { do: "push"; to: Side; expected: string }
  | { do: "set-upstream"; to: RemoteRef }
  /** Publishes rewritten history over exactly the commit that this checkout pushed itself. */
  | { do: "replace"; to: Side; expected: string }
  | { do: "integrate"; by: "fast-forward" | "rebase"; from: Side; onto: string }
  | { do: "report"; diverged: "rewritten" | "ff-only" | "pull-off" | "push-remote"; side: Side };

/** `all` looks both ways (sweep, watch, by hand); `push` only brings out what is ahead (a hook's run). */
export type Direction = "all" | "push";

/**
 * What to do with the checked-out branch. History that the user rewrote is reported, never integrated;
 * what is behind is integrated before it is pushed; what is only ahead is pushed, if the config lets it.
 */
export function planPublish(
  state: BranchState,
  config: PublishConfig,
  direction: Direction,
): PublishPlan {
  const { push, upstream } = state;
  if ("none" in push) return withoutTarget(state, push.none, config);
  if (push.tracking === null) return { do: "skip", reason: "no-tracking" };
  if (upstream === null || !isSamePlace(upstream, push))
    return planElsewhere(state, push, config, direction);
  if (push.tip === null) return { do: "skip", reason: "upstream-gone" };
  if (push.behind === 0) return planPush(state, push, config);
  if (push.ahead === 0 && direction === "push" && push.rewritten === null) return { do: "nothing" };
  return planBehind(state, push, push.tip, config);
}

function withoutTarget(state: BranchState, none: NoTarget, config: PublishConfig): PublishPlan {
  if (none !== "no-upstream" || !config.push.set_upstream || state.first === null)
    return { do: "skip", reason: none };
  const barred = whyBarred(state.branch, state.first.remote, config);
  return barred === null ? { do: "set-upstream", to: state.first } : { do: "skip", reason: barred };
}

/**
 * The push goes elsewhere than the upstream (a fork). What stands there must not be rebased away under its
 * readers, so the upstream is only fast-forwarded to.
 */
function planElsewhere(
  state: BranchState,
  push: Side,
  config: PublishConfig,
  direction: Direction,
): PublishPlan {
  const { upstream } = state;
  const mayForward =
    direction === "all" && config.pull !== "off" && upstream?.ref === `refs/heads/${state.branch}`;
  if (mayForward && upstream.tip !== null && upstream.behind > 0 && upstream.ahead === 0)
    return upstream.rewritten === null
      ? { do: "integrate", by: "fast-forward", from: upstream, onto: upstream.tip }
      : { do: "report", diverged: "rewritten", side: upstream };
  // Making a branch on a remote is a person's decision, the first time as after it was deleted there.
  if (push.tip === null) return { do: "skip", reason: "unpublished" };
  if (push.behind === 0) return planPush(state, push, config);
  if (push.ahead === 0) return { do: "nothing" };
  if (push.rewritten !== null && push.tip !== null) return planRewritten(state, push, config);
  return { do: "report", diverged: "push-remote", side: push };
}

function planBehind(
  state: BranchState,
  side: Side,
  onto: string,
  config: PublishConfig,
): PublishPlan {
  if (side.rewritten !== null) return planRewritten(state, side, config);
  if (side.ahead === 0)
    return config.pull === "off"
      ? { do: "skip", reason: "pull-off" }
      : { do: "integrate", by: "fast-forward", from: side, onto };
  if (config.pull !== "rebase")
    return { do: "report", diverged: config.pull === "off" ? "pull-off" : "ff-only", side };
  return { do: "integrate", by: "rebase", from: side, onto };
}

function planRewritten(state: BranchState, side: Side, config: PublishConfig): PublishPlan {
  const { tip } = side;
  const own = tip !== null && tip === state.lastPushed;
  const allowed = whyBarred(state.branch, side.remote, config) === null;
  if (config.push.rewritten === "lease" && own && allowed)
    return { do: "replace", to: side, expected: tip };
  return { do: "report", diverged: "rewritten", side };
}

function planPush(state: BranchState, to: Side, config: PublishConfig): PublishPlan {
  if (to.ahead === 0 || to.tip === null) return { do: "nothing" };
  const barred = whyBarred(state.branch, to.remote, config);
  return barred === null ? { do: "push", to, expected: to.tip } : { do: "skip", reason: barred };
}

function whyBarred(branch: string, remote: string, config: PublishConfig): SkipReason | null {
  if (!config.push.enabled) return "push-off";
  if (!matchesAny(branch, config.push.branches)) return "push-branches";
  return matchesAny(remote, config.push.remotes) ? null : "push-remotes";
}
