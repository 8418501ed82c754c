import { setTimeout as sleep } from "node:timers/promises";
import type { GitFailure } from "../../core/publish/git-failure.ts";
import { planPublish, type PublishPlan } from "../../core/publish/publish-plan.ts";
import { pushCommit, pushNewBranch, type PushResult } from "../../git/push.ts";
import { rememberPushed } from "../../ledger/branches.ts";
import { keepIfPossible } from "../keep-if-possible.ts";
import { lockNetwork } from "./lock-network.ts";
import { divergedDetail, failureEnd, refName } from "./publish-words.ts";
import { look, readStanding, type Session } from "./run-session.ts";
import type { StepEnd } from "./timed-step.ts";

/** How pushing went. `behind`: the remote holds commits that have to be looked at first. */
export type PushEnd = StepEnd & { behind: boolean };

/**
 * Pushes what is ahead, if anything is and the config allows it. `delayMs` leaves time to amend first;
 * `onStart` is called once git pushes.
 */
export async function pushAhead(
  session: Session,
  delayMs: number,
  onStart: () => void,
): Promise<PushEnd> {
  if (delayMs > 0) await sleep(delayMs);
  const standing = await readStanding(session);
  if (standing.on !== "branch") return ended("skipped", standing.on);
  const state = await look(session, standing);
  const plan = planPublish(state, session.config, "push");
  return carryOut(session, standing, plan, onStart);
}

async function carryOut(
  session: Session,
  at: { branch: string; head: string },
  plan: PublishPlan,
  onStart: () => void,
): Promise<PushEnd> {
  switch (plan.do) {
    case "nothing":
      return ended("nothing-to-do", null);
    case "skip":
      return ended("skipped", plan.reason);
    case "integrate":
      return { outcome: "skipped", detail: "behind", behind: true };
    case "report":
      return ended("diverged", divergedDetail(plan, at));
    case "push":
    case "replace":
    case "set-upstream":
      return push(session, at, plan, onStart);
  }
}

type PushPlan = Extract<PublishPlan, { do: "push" | "replace" | "set-upstream" }>;

async function push(
  session: Session,
  at: { branch: string; head: string },
  plan: PushPlan,
  onStart: () => void,
): Promise<PushEnd> {
  const { ctx, checkout, config } = session;
  const lock = await lockNetwork(checkout, config.network.timeout);
  if (lock === null) return ended("deferred", "network-busy");
  try {
    const result = await send(session, at, plan, onStart);
    if (!result.pushed) return refused(result.failure);
  } finally {
    lock.release();
  }
  keepIfPossible(ctx.log, `what ${checkout.slug} pushed`, () =>
    rememberPushed(ctx.ledger(), checkout.id, at.branch, at.head),
  );
  return ended("synced", sentDetail(at.branch, plan));
}

function send(
  { git, config }: Session,
  at: { branch: string; head: string },
  plan: PushPlan,
  onStart: () => void,
): Promise<PushResult> {
  return plan.do === "set-upstream"
    ? pushNewBranch(git, at.branch, plan.to, config.network, onStart)
    : pushCommit(git, at.head, plan.to, plan.expected, config.network, onStart);
}

function refused(failure: GitFailure): PushEnd {
  return { ...failureEnd(failure), behind: failure.kind === "moved" };
}

function sentDetail(branch: string, plan: PushPlan): string {
  const to = refName(plan.to);
  if (plan.do === "set-upstream") return `${branch} → ${to} (new)`;
  const commits = plan.to.ahead === 1 ? "1 commit" : `${plan.to.ahead} commits`;
  return `${branch} → ${to} (${plan.do === "replace" ? "rewritten, " : ""}${commits})`;
}

const ended = (outcome: StepEnd["outcome"], detail: string | null): PushEnd => ({
  outcome,
  detail,
  behind: false,
});
