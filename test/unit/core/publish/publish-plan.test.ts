import { expect, test } from "vitest";
import {
  planPublish,
  type BranchState,
  type Direction,
  type PublishConfig,
  type PublishPlan,
  type Side,
} from "../../../../src/core/publish/publish-plan.ts";

const config: PublishConfig = {
  pull: "rebase",
  push: {
    enabled: true,
    branches: ["*"],
    remotes: ["*"],
    set_upstream: false,
    rewritten: "report",
  },
};
const side: Side = {
  remote: "origin",
  ref: "refs/heads/main",
  tracking: "refs/remotes/origin/main",
  tip: "T",
  ahead: 0,
  behind: 0,
  rewritten: null,
};
const fork: Side = { ...side, remote: "fork", tracking: "refs/remotes/fork/main" };

/** A branch whose upstream is where it is pushed to. */
const same = (change: Partial<Side>): Partial<BranchState> => {
  const place = { ...side, ...change };
  return { upstream: place, push: place };
};
/** A branch that is pushed to a fork of its upstream. */
const forked = (upstream: Partial<Side>, push: Partial<Side>): Partial<BranchState> => ({
  upstream: { ...side, ...upstream },
  push: { ...fork, ...push },
});

const withPush = (change: Partial<PublishConfig["push"]>): PublishConfig => ({
  ...config,
  push: { ...config.push, ...change },
});
const withPull = (pull: PublishConfig["pull"]): PublishConfig => ({ ...config, pull });

type Case = {
  what: string;
  state: Partial<BranchState>;
  config?: PublishConfig;
  direction?: Direction;
  plan: Partial<PublishPlan>;
};

const cases: Case[] = [
  { what: "nothing is ahead or behind", state: same({}), plan: { do: "nothing" } },
  {
    what: "ahead is pushed over the known tip",
    state: same({ ahead: 2 }),
    plan: { do: "push", expected: "T" },
  },
  {
    what: "behind is fast-forwarded",
    state: same({ behind: 1 }),
    plan: { do: "integrate", by: "fast-forward", onto: "T" },
  },
  {
    what: "behind waits for the sweep in a hook's run",
    state: same({ behind: 1 }),
    direction: "push",
    plan: { do: "nothing" },
  },
  {
    what: "ahead and behind is rebased",
    state: same({ ahead: 1, behind: 1 }),
    plan: { do: "integrate", by: "rebase" },
  },
  {
    what: "ahead and behind is rebased in a hook's run too",
    state: same({ ahead: 1, behind: 1 }),
    direction: "push",
    plan: { do: "integrate", by: "rebase" },
  },
  {
    what: "pull: ff-only reports what has diverged",
    state: same({ ahead: 1, behind: 1 }),
    config: withPull("ff-only"),
    plan: { do: "report", diverged: "ff-only" },
  },
  {
    what: "pull: ff-only fast-forwards",
    state: same({ behind: 1 }),
    config: withPull("ff-only"),
    plan: { do: "integrate", by: "fast-forward" },
  },
  {
    what: "pull: off reports what has diverged",
    state: same({ ahead: 1, behind: 1 }),
    config: withPull("off"),
    plan: { do: "report", diverged: "pull-off" },
  },
  {
    what: "pull: off leaves behind alone",
    state: same({ behind: 1 }),
    config: withPull("off"),
    plan: { do: "skip", reason: "pull-off" },
  },
  {
    what: "pull: off pushes",
    state: same({ ahead: 1 }),
    config: withPull("off"),
    plan: { do: "push" },
  },
  {
    what: "a rewritten commit is reported",
    state: same({ ahead: 1, behind: 1, rewritten: "R" }),
    plan: { do: "report", diverged: "rewritten" },
  },
  {
    what: "a commit reset away is reported, not brought back",
    state: same({ behind: 1, rewritten: "R" }),
    plan: { do: "report", diverged: "rewritten" },
  },
  {
    what: "a commit reset away is reported in a hook's run too",
    state: same({ behind: 1, rewritten: "R" }),
    direction: "push",
    plan: { do: "report", diverged: "rewritten" },
  },
  {
    what: "a lease replaces what this checkout pushed",
    state: { ...same({ ahead: 1, behind: 1, rewritten: "T" }), lastPushed: "T" },
    config: withPush({ rewritten: "lease" }),
    plan: { do: "replace", expected: "T" },
  },
  {
    what: "a lease replaces nothing that others pushed",
    state: { ...same({ ahead: 1, behind: 2, rewritten: "R" }), lastPushed: "R" },
    config: withPush({ rewritten: "lease" }),
    plan: { do: "report", diverged: "rewritten" },
  },
  {
    what: "a lease replaces nothing on a branch that is not pushed",
    state: { ...same({ ahead: 1, behind: 1, rewritten: "T" }), lastPushed: "T" },
    config: withPush({ rewritten: "lease", branches: ["dev"] }),
    plan: { do: "report" },
  },
  {
    what: "push off",
    state: same({ ahead: 1 }),
    config: withPush({ enabled: false }),
    plan: { do: "skip", reason: "push-off" },
  },
  {
    what: "push off says nothing where nothing is ahead",
    state: same({}),
    config: withPush({ enabled: false }),
    plan: { do: "nothing" },
  },
  {
    what: "a branch outside push.branches",
    state: same({ ahead: 1 }),
    config: withPush({ branches: ["dev", "release/*"] }),
    plan: { do: "skip", reason: "push-branches" },
  },
  {
    what: "a remote outside push.remotes",
    state: same({ ahead: 1 }),
    config: withPush({ remotes: ["backup"] }),
    plan: { do: "skip", reason: "push-remotes" },
  },
  {
    what: "no tracking ref",
    state: same({ tracking: null, tip: null }),
    plan: { do: "skip", reason: "no-tracking" },
  },
  {
    what: "the tracking ref is gone",
    state: same({ tip: null }),
    plan: { do: "skip", reason: "upstream-gone" },
  },
  {
    what: "the fork has no such branch",
    state: forked({ ahead: 1 }, { tip: null }),
    plan: { do: "skip", reason: "unpublished" },
  },
  {
    what: "the fork has no such branch, and the upstream has moved on",
    state: forked({ behind: 1 }, { tip: null }),
    direction: "all",
    plan: { do: "integrate", by: "fast-forward" },
  },
  {
    what: "no upstream",
    state: { push: { none: "no-upstream" } },
    plan: { do: "skip", reason: "no-upstream" },
  },
  {
    what: "no upstream with push.set_upstream",
    state: { push: { none: "no-upstream" }, first: side },
    config: withPush({ set_upstream: true }),
    plan: { do: "set-upstream" },
  },
  {
    what: "no upstream, push.set_upstream and push off",
    state: { push: { none: "no-upstream" }, first: side },
    config: withPush({ set_upstream: true, enabled: false }),
    plan: { do: "skip", reason: "push-off" },
  },
  {
    what: "an upstream of another name is not set anew",
    state: { push: { none: "upstream-name" }, first: side },
    config: withPush({ set_upstream: true }),
    plan: { do: "skip", reason: "upstream-name" },
  },
  {
    what: "a fork is pushed to",
    state: forked({}, { ahead: 1 }),
    plan: { do: "push", to: { ...fork, ahead: 1 } },
  },
  {
    what: "a fork's upstream is fast-forwarded to",
    state: forked({ behind: 1 }, {}),
    plan: { do: "integrate", by: "fast-forward" },
  },
  {
    what: "a fork's commits are not rebased",
    state: forked({ ahead: 1, behind: 1 }, { ahead: 1 }),
    plan: { do: "push" },
  },
  {
    what: "a fork that holds more is reported",
    state: forked({}, { ahead: 1, behind: 1 }),
    plan: { do: "report", diverged: "push-remote" },
  },
  {
    what: "a fork that only holds more is left",
    state: forked({}, { behind: 1 }),
    plan: { do: "nothing" },
  },
  {
    what: "a fork's upstream that was reset away is reported",
    state: forked({ behind: 1, rewritten: "R" }, {}),
    plan: { do: "report", diverged: "rewritten" },
  },
];

test.each(cases)("$what", ({ state, config: chosen = config, direction = "all", plan }) => {
  const whole: BranchState = {
    branch: "main",
    head: "H",
    upstream: null,
    push: { none: "no-upstream" },
    first: null,
    lastPushed: null,
    ...state,
  };
  expect(planPublish(whole, chosen, direction)).toMatchObject(plan);
});
