import { toSyncError, type SyncError } from "../../core/errors.ts";
import type { RunRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { openQueue } from "./queue.ts";
import { planSync } from "../sync/plan-sync.ts";
import { recordFailedStart } from "../sync/record-failed-start.ts";
import { serve, sync } from "../sync/sync.ts";
import { remoteNews, type Apart } from "./remote-news.ts";

/** What came of one piece of work. */
export type Worked =
  | { kind: "synced"; record: RunRecord }
  | { kind: "planned"; summary: string }
  /** A remote that could not be asked; `first`: it could be before. */
  | { kind: "away"; why: string; isFirst: boolean }
  | { kind: "quiet" }
  | { kind: "failed"; error: SyncError };

/** `look`: sync whatever there may be. */
export type Why = "happened" | "poll" | "look";

/** `failed`: the work could not be begun, or broke off. */
export type Ended = "done" | "failed";

export type Work = {
  /** Syncs the checkout for what happened in it, or asks its remote and syncs where that has news. Never rejects. */
  start: (checkout: Checkout, why: Why) => Promise<Ended>;
  /** Waits for what is under way; nothing more is begun. */
  end: () => Promise<void>;
};

/**
 * The watcher's hands: as many checkouts at a time as the config allows, one of a repository at a time. What goes
 * wrong with one checkout is told and stops no other.
 */
export async function openWork(
  ctx: Context,
  mode: "apply" | "plan",
  tell: (checkout: Checkout, worked: Worked) => void,
): Promise<Work> {
  const { concurrency } = await ctx.config(null);
  const queue = openQueue(concurrency.checkouts);
  const away = new Set<number>();
  /** How each checkout stood when it was last synced for that; `changes` where changed files kept a pull away. */
  const tried = new Map<number, { state: string; changes: string | null }>();
  /** What each checkout last failed with: the same at every poll is told once. */
  const failing = new Map<number, string>();

  async function poll(checkout: Checkout): Promise<Worked> {
    const { id } = checkout;
    const news = await remoteNews(ctx, checkout);
    const wasAway = news.kind !== "away" && away.delete(id);
    switch (news.kind) {
      case "quiet":
        tried.delete(id);
        return { kind: "quiet" };
      case "apart":
        return wasAway || (await isOther(id, news))
          ? bringTogether(checkout, news)
          : { kind: "quiet" };
      case "asked":
        return carryOut(checkout);
      case "away": {
        const isFirst = !away.has(id);
        away.add(id);
        return { kind: "away", why: news.why, isFirst };
      }
    }
  }

  /** What kept a sync from bringing a checkout and its remote together before is the user's to mend. */
  async function isOther(id: number, { state, changes }: Apart): Promise<boolean> {
    const last = tried.get(id);
    if (last?.state !== state) return true;
    return last.changes !== null && last.changes !== (await changes());
  }

  async function bringTogether(checkout: Checkout, { state, changes }: Apart): Promise<Worked> {
    // Asked before the run: who puts his changes away while it lasts has mended it.
    const before = await changes();
    const worked = await run(checkout, "both");
    if (mayEndOtherwise(worked)) tried.delete(checkout.id);
    else tried.set(checkout.id, { state, changes: isKeptByChanges(worked) ? before : null });
    return worked;
  }

  /** Asks for nothing of its own: a run under way would answer that with one more, at every poll. */
  async function carryOut(checkout: Checkout): Promise<Worked> {
    if (mode === "plan") return run(checkout, "both");
    const record = await serve(ctx, checkout, { trigger: "poll", gitPid: null });
    return record.outcome === "queued" ? { kind: "quiet" } : { kind: "synced", record };
  }

  async function run(checkout: Checkout, ways: "push" | "both"): Promise<Worked> {
    if (mode === "plan")
      return { kind: "planned", summary: (await planSync(ctx, checkout)).summary };
    const trigger = ways === "both" ? "poll" : "watch";
    return { kind: "synced", record: await sync(ctx, checkout, { trigger }) };
  }

  const work: Record<Why, (checkout: Checkout) => Promise<Worked>> = {
    happened: (checkout) => run(checkout, "push"),
    poll,
    look: (checkout) => run(checkout, "both"),
  };

  async function attempt(checkout: Checkout, why: Why): Promise<void> {
    const startedAt = ctx.clock.now();
    try {
      const worked = await work[why](checkout);
      failing.delete(checkout.id);
      tell(checkout, worked);
    } catch (thrown) {
      const error = toSyncError(thrown);
      if (mode === "apply" && why !== "poll")
        recordFailedStart(ctx, checkout, { trigger: "watch", startedAt }, thrown);
      const isNews = why !== "poll" || failing.get(checkout.id) !== error.message;
      failing.set(checkout.id, error.message);
      if (isNews) tell(checkout, { kind: "failed", error });
    }
  }

  return {
    async start(checkout, why) {
      await queue.add(checkout.commonDir, `${why} ${checkout.id}`, () => attempt(checkout, why));
      return failing.has(checkout.id) ? "failed" : "done";
    },
    end: queue.end,
  };
}

/** The next try may end in another way although nothing has changed in the checkout. */
const mayEndOtherwise = (worked: Worked) =>
  worked.kind === "synced" && ["deferred", "offline", "queued"].includes(worked.record.outcome);

const isKeptByChanges = (worked: Worked) =>
  worked.kind === "synced" &&
  worked.record.steps.some(
    ({ outcome, detail }) => outcome === "skipped" && detail?.startsWith("dirty: "),
  );
