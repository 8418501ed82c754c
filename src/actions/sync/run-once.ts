import type { RunRecord, StepRecord, Trigger } from "../../core/outcome.ts";
import { leadingTrigger, type Asked } from "../../core/requests/request-lines.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { publish } from "./publish.ts";
import { endRun } from "./record-run.ts";
import { gate } from "./run-gate.ts";
import { openSession, type Session } from "./run-session.ts";
import { failedEnd, type StepEnd } from "./timed-step.ts";

/**
 * One run of one checkout, under its lock: state, pull, push beside reconcile, the user's steps, stamp.
 * Never throws for anything that a run can meet; the record tells it.
 */
export async function runOnce(ctx: Context, checkout: Checkout, asked: Asked): Promise<RunRecord> {
  const startedAt = ctx.clock.now();
  const steps = await allStages(ctx, checkout, asked).catch((thrown: unknown) => [
    instantStep("start", failedEnd(thrown)),
  ]);
  return endRun(ctx, checkout, { trigger: leadingTrigger(asked.triggers), startedAt, steps });
}

async function allStages(
  ctx: Context,
  checkout: Checkout,
  { triggers, gitPid }: Asked,
): Promise<StepRecord[]> {
  const barred = await gate(ctx, checkout, gitPid);
  if (barred !== null) return [instantStep("start", barred)];
  const session = await openSession(ctx, checkout);
  const published = await publish(session, triggers);
  const own = await ownSteps(session, triggers, published);
  return [...published, ...own, ...(await boardStep(session, published))];
}

/** The user's own commands: nothing of them is loaded before the push. */
function ownSteps(
  session: Session,
  triggers: readonly Trigger[],
  published: readonly StepRecord[],
) {
  return import("../steps/run-checkout-steps.ts")
    .then(({ runCheckoutSteps }) => runCheckoutSteps(session, triggers, published))
    .catch((thrown: unknown) => [instantStep("steps", failedEnd(thrown))]);
}

/**
 * Asks for a board sync, which goes on in a process of its own, where the checkout's config names a board. Off the
 * default branch the files say something else than the board is to show.
 */
async function boardStep(
  { ctx, checkout, config }: Session,
  steps: readonly StepRecord[],
): Promise<StepRecord[]> {
  const { project, board } = config.board;
  const reconciled = steps.find(({ name }) => name === "reconcile");
  if (!project || !board || !reconciled || reconciled.outcome === "skipped") return [];
  const asked = await import("../board-sync/request-board.ts")
    .then(({ requestBoard }) => requestBoard(ctx, checkout, { project, board }))
    .catch(failedEnd);
  return asked === null ? [] : [instantStep("board", asked)];
}

const instantStep = (name: string, end: StepEnd): StepRecord => ({ name, ...end, durationMs: 0 });
