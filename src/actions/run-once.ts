import type { RunRecord, StepRecord, Trigger } from "../core/outcome.ts";
import type { Checkout, CheckoutChange } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";
import { pushAhead } from "./push-step.ts";
import { endRun } from "./record-run.ts";
import { gate } from "./run-gate.ts";
import { openSession } from "./run-session.ts";
import { timedStep } from "./timed-step.ts";

/**
 * One run of one checkout, under its lock: state, pull, push beside reconcile, the user's steps, stamp.
 * Never throws for anything that a run can meet; the record tells it.
 */
export async function runOnce(
  ctx: Context,
  checkout: Checkout,
  options: { trigger: Trigger; gitPid: number | null },
): Promise<RunRecord> {
  const startedAt = ctx.clock.now();
  const steps: StepRecord[] = [];
  const times: CheckoutChange = {};
  const { trigger, gitPid } = options;
  const started = await timedStep("start", async () => {
    return (await gate(ctx, checkout, gitPid)) ?? { outcome: "nothing-to-do", detail: null };
  });
  if (started.outcome !== "nothing-to-do")
    return endRun(ctx, checkout, { trigger, startedAt, steps: [started], times });
  const push = await timedStep("push", async () => {
    const session = await openSession(ctx, checkout);
    const { outcome, detail } = await pushAhead(session, session.config.push.delay);
    return { outcome, detail };
  });
  steps.push(push);
  if (push.outcome === "synced") times.lastPushedAt = ctx.clock.now().toISOString();
  return endRun(ctx, checkout, { trigger, startedAt, steps, times });
}
