import { planPublish, type PublishPlan } from "../../core/publish/publish-plan.ts";
import { readOperation, type Operation } from "../../git/state/operation.ts";
import { isRequested } from "../../git/request-file.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { refName } from "./publish-words.ts";
import type { Context } from "../context.ts";
import { each, type Each } from "../each.ts";
import { requirePresent } from "../registry/require-present.ts";
import { isPaused } from "./run-gate.ts";
import { look, openSession, readStanding } from "./run-session.ts";

/** What a sync would do now, as far as this machine knows without asking the remote. */
export type SyncPlan = {
  checkout: Checkout;
  /** Somebody has asked for a sync already. */
  requested: boolean;
  publish:
    | { do: "wait"; reason: "paused" | Operation }
    | { do: "skip"; reason: "detached" | "unborn" }
    | PublishPlan;
  /** One line for a person. */
  summary: string;
};

/** The plan of each checkout; one that cannot be read stops no other. Throws for the user's own config. */
export async function planAll(
  ctx: Context,
  checkouts: readonly Checkout[],
): Promise<Each<SyncPlan>[]> {
  await ctx.config(null);
  return each(checkouts, (checkout) => planSync(ctx, checkout));
}

/** Decides as a run would, and writes nothing. Throws where the checkout is gone. */
export async function planSync(ctx: Context, checkout: Checkout): Promise<SyncPlan> {
  requirePresent(checkout);
  const publish = await planned(ctx, checkout);
  const requested = isRequested(transientFiles(checkout.gitDir));
  return { checkout, requested, publish, summary: summaryOf(publish) };
}

async function planned(ctx: Context, checkout: Checkout): Promise<SyncPlan["publish"]> {
  if (isPaused(ctx, checkout)) return { do: "wait", reason: "paused" };
  const operation = readOperation(checkout.gitDir);
  if (operation !== null) return { do: "wait", reason: operation };
  const session = await openSession(ctx, checkout);
  const standing = await readStanding(session);
  if (standing.on !== "branch") return { do: "skip", reason: standing.on };
  return planPublish(await look(session, standing), session.config, "all");
}

function summaryOf(plan: SyncPlan["publish"]): string {
  switch (plan.do) {
    case "nothing":
      return "fetch; nothing to push";
    case "wait":
      return `wait: ${plan.reason}`;
    case "skip":
      return `push nothing: ${plan.reason}`;
    case "push":
      return `fetch; push ${plan.to.ahead} to ${refName(plan.to)}`;
    case "set-upstream":
      return `push to ${refName(plan.to)} and make it the upstream`;
    case "replace":
      return `publish rewritten history to ${refName(plan.to)}, over ${plan.expected}`;
    case "integrate":
      return `fetch; ${plan.by} onto ${plan.from.behind} from ${refName(plan.from)}, then push`;
    case "report":
      return `report: diverged from ${refName(plan.side)} (${plan.diverged})`;
  }
}
