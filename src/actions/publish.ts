import type { StepRecord, Trigger } from "../core/outcome.ts";
import { pull } from "./pull-step.ts";
import { pushAhead, type PushEnd } from "./push-step.ts";
import type { Session } from "./run-session.ts";
import { timedStep } from "./timed-step.ts";

/** A hook's run pushes what it was called for; the others look for the remote's commits first. */
const looksBothWays = {
  commit: false,
  merge: false,
  rewrite: false,
  sweep: true,
  watch: true,
  manual: true,
  api: true,
} as const satisfies Record<Trigger, boolean>;

/**
 * Pull and push. A push that finds the remote ahead, or elsewhere than it was believed to be, brings that in
 * and pushes once more.
 */
export async function publish(session: Session, trigger: Trigger): Promise<StepRecord[]> {
  const full = looksBothWays[trigger];
  const pulled = full ? await pullStep(session) : [];
  if (!mayPush(pulled)) return pulled;
  const pushed = await pushStep(session, full ? 0 : session.config.push.delay);
  if (!pushed.behind) return [...pulled, pushed.record];
  const again = await pullStep(session);
  if (!mayPush(again)) return again;
  const retried = await pushStep(session, 0);
  const won = retried.record.outcome === "nothing-to-do";
  return [...again, won ? { ...retried.record, ...pushedMeanwhile } : retried.record];
}

/** The user's own push, or another clone's, brought the commits there first. */
const pushedMeanwhile = { outcome: "synced", detail: "the remote has it already" } as const;

async function pullStep(session: Session): Promise<StepRecord[]> {
  let applies = true;
  const record = await timedStep("pull", async () => {
    const end = await pull(session);
    applies = end !== null;
    return end ?? { outcome: "nothing-to-do", detail: null };
  });
  return applies ? [record] : [];
}

/** A pull that could not be finished has the last word: a push would be refused, or meet the same trouble. */
function mayPush(pulled: readonly StepRecord[]): boolean {
  return pulled.every(({ outcome }) => outcome === "synced" || outcome === "nothing-to-do");
}

async function pushStep(session: Session, delayMs: number) {
  let behind = false;
  const record = await timedStep("push", async () => {
    const end: PushEnd = await pushAhead(session, delayMs);
    behind = end.behind;
    return { outcome: end.outcome, detail: end.detail };
  });
  return { record, behind };
}
