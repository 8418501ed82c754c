import type { StepRecord, Trigger } from "../../core/outcome.ts";
import type { Listing } from "../reconcile/scope.ts";
import { pushAhead, type PushEnd } from "./push-step.ts";
import { readStanding, type Session } from "./run-session.ts";
import { timedStep } from "./timed-step.ts";

/** A run for what happened here alone pushes that; the others look for the remote's commits first. */
const looksBothWays = {
  commit: false,
  merge: false,
  rewrite: false,
  sweep: true,
  watch: false,
  poll: true,
  manual: true,
  api: true,
} as const satisfies Record<Trigger, boolean>;

/**
 * Pull, then push beside reconcile. A push that finds the remote ahead, or elsewhere than it was believed to
 * be, brings that in once reconcile has ended, and pushes once more; where HEAD moved, tasks are reconciled again.
 */
export async function publish(
  session: Session,
  triggers: readonly Trigger[],
): Promise<StepRecord[]> {
  const full = triggers.some((trigger) => looksBothWays[trigger]);
  const pulled = full ? await pullStep(session, "nothing") : [];
  const reconcile = () => reconcileStep(session, triggers);
  if (!mayPush(pulled)) return [...pulled, await reconcile()];
  const delayMs = full ? 0 : session.config.push.delay;
  const [pushed, reconciled] = await pushBesideReconcile(session, delayMs, reconcile);
  if (!pushed.behind) {
    const added = await pushAdded(session, pushed.record);
    const committed = await commitStep(session, reconciled);
    return [...pulled, pushed.record, ...added, reconciled, ...committed];
  }
  const again = await pullStep(session, "news");
  const moved = again.some(({ outcome }) => outcome === "synced");
  const last = moved ? await reconcile() : reconciled;
  if (!mayPush(again)) return [...again, last];
  const retried = await pushStep(session, 0, () => {});
  const won = retried.record.outcome === "nothing-to-do";
  const record = won ? { ...retried.record, ...pushedMeanwhile } : retried.record;
  return [...again, record, last, ...(await commitStep(session, last))];
}

/**
 * As `tasks.commit` asks: commits what reconcile wrote into files, and pushes it. Where the remote has moved on
 * meanwhile, its commits come in first.
 */
async function commitStep(session: Session, reconciled: StepRecord): Promise<StepRecord[]> {
  const { ctx, checkout, config } = session;
  if (!config.tasks.commit || !reachedHub.includes(reconciled.outcome)) return [];
  const standing = await readStanding(session);
  if (standing.on !== "branch") return [];
  const { commitWrites } = await import("../reconcile/commit-writes.ts");
  const record = await timedStep("commit", () => commitWrites(ctx, checkout, standing));
  if (record.outcome !== "synced") return record.outcome === "nothing-to-do" ? [] : [record];
  const first = await pushStep(session, 0, () => {});
  if (!first.behind) return [record, first.record];
  const pulled = await pullStep(session, "news");
  if (!mayPush(pulled)) return [record, ...pulled];
  return [record, ...pulled, (await pushStep(session, 0, () => {})).record];
}

const reachedHub: readonly StepRecord["outcome"][] = ["synced", "nothing-to-do", "conflict"];

/**
 * A pre-push hook that commits asks for no sync, since its git is ours and marked: one more push takes its
 * commits along. A hook that commits every time leaves its last one to the next run.
 */
async function pushAdded(session: Session, pushed: StepRecord): Promise<StepRecord[]> {
  if (pushed.outcome !== "synced") return [];
  const { record } = await pushStep(session, 0, () => {});
  return record.outcome === "nothing-to-do" ? [] : [record];
}

/** The user's own push, or another clone's, brought the commits there first. */
const pushedMeanwhile = { outcome: "synced", detail: "the remote has it already" } as const;

async function pullStep(session: Session, expecting: "nothing" | "news"): Promise<StepRecord[]> {
  let applies = true;
  const record = await timedStep("pull", async () => {
    // A hook's run that only pushes never loads it.
    const { pull } = await import("./pull-step.ts");
    const end = await pull(session, expecting);
    applies = end !== null;
    return end ?? { outcome: "nothing-to-do", detail: null };
  });
  return applies ? [record] : [];
}

/** A pull that could not be finished has the last word: a push would be refused, or meet the same trouble. */
function mayPush(pulled: readonly StepRecord[]): boolean {
  return pulled.every(({ outcome }) => outcome === "synced" || outcome === "nothing-to-do");
}

/**
 * Reconcile starts once git pushes, or there is nothing to push: loading it takes longer than everything
 * before the push, and would hold that up.
 */
async function pushBesideReconcile(
  session: Session,
  delayMs: number,
  reconcile: () => Promise<StepRecord>,
) {
  let pushing: ReturnType<typeof pushStep> | null = null;
  await new Promise<void>((resolve) => {
    pushing = pushStep(session, delayMs, resolve);
    void pushing.then((pushed) => leaveTurn(session, pushed));
    if (delayMs > 0) resolve();
    else void pushing.then(() => resolve());
  });
  return Promise.all([pushing ?? pushStep(session, delayMs, () => {}), reconcile()]);
}

/** Where there is nothing to push, and nobody else's work to do. */
function leaveTurn({ ctx, config }: Session, pushed: Awaited<ReturnType<typeof pushStep>>) {
  const isLast = !pushed.behind && pushed.record.outcome !== "synced" && !config.tasks.commit;
  const steps = config.steps.length + config.repositorySteps.length;
  if (isLast && steps === 0) ctx.turn.leave();
}

async function pushStep(session: Session, delayMs: number, onStart: () => void) {
  let behind = false;
  const record = await timedStep("push", async () => {
    const end: PushEnd = await pushAhead(session, delayMs, onStart);
    behind = end.behind;
    return { outcome: end.outcome, detail: end.detail };
  });
  return { record, behind };
}

/** A hook's run costs what its commit has touched; the others look at every task file. */
const listingOf = {
  commit: "touched",
  merge: "touched",
  rewrite: "touched",
  sweep: "remembered",
  watch: "fresh",
  poll: "remembered",
  manual: "fresh",
  api: "fresh",
} as const satisfies Record<Trigger, Listing>;

/** The one that sees the most, of what each of those who asked wants. */
export function widestListing(triggers: readonly Trigger[]): Listing {
  const wanted = new Set<Listing>(triggers.map((trigger) => listingOf[trigger]));
  if (wanted.has("fresh")) return "fresh";
  return wanted.has("remembered") ? "remembered" : "touched";
}

async function reconcileStep(session: Session, triggers: readonly Trigger[]): Promise<StepRecord> {
  const { ctx, checkout, config } = session;
  const standing = await readStanding(session);
  const branch = standing.on === "detached" ? null : standing.branch;
  // The hub's part is needed next: loaded side by side, one is read while the other is compiled.
  const [{ reconcile }] = await Promise.all([
    import("../reconcile/reconcile.ts"),
    import("../../hub/open.ts"),
  ]);
  const head = standing.on === "branch" ? standing.head : null;
  return reconcile(ctx, checkout, config, { branch, head, listing: widestListing(triggers) });
}
