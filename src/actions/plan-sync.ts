import { planPublish, type PublishPlan } from "../core/publish-plan.ts";
import { readOperation } from "../git/operation.ts";
import type { Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";
import { divergedDetail, refName } from "./publish-words.ts";
import { isPaused } from "./run-gate.ts";
import { look, openSession, readStanding } from "./run-session.ts";
import { failedEnd } from "./timed-step.ts";

/** What a sync would do with the checkout's branch, in one line, as far as is known without asking the remote. */
export async function planSync(ctx: Context, checkout: Checkout): Promise<string> {
  try {
    if (isPaused(ctx, checkout)) return "leave it alone: paused";
    const operation = readOperation(checkout.gitDir);
    if (operation !== null) return `wait: ${operation}`;
    const session = await openSession(ctx, checkout);
    const at = await readStanding(session);
    if (at.on !== "branch") return `leave it alone: ${at.on}`;
    return planText(planPublish(await look(session, at), session.config, "all"), at.branch);
  } catch (thrown) {
    return `fail: ${failedEnd(thrown).detail}`;
  }
}

function planText(plan: PublishPlan, branch: string): string {
  switch (plan.do) {
    case "nothing":
      return `find ${branch} up to date, unless the remote has moved`;
    case "skip":
      return `leave ${branch} alone: ${plan.reason}`;
    case "push":
      return `push ${branch} → ${refName(plan.to)} (${plan.to.ahead} ahead)`;
    case "set-upstream":
      return `push ${branch} → ${refName(plan.to)} and make that its upstream`;
    case "replace":
      return `publish the rewritten ${branch} → ${refName(plan.to)} over ${plan.expected.slice(0, 10)}`;
    case "integrate":
      return `${plan.by} ${branch} onto ${refName(plan.from)} (${plan.from.behind} behind)`;
    case "report":
      return `report that ${branch} has diverged: ${divergedDetail(plan, { branch })}`;
  }
}
