import { toSyncError } from "../../core/errors.ts";
import type { Problem } from "../../core/problem.ts";
import type { Context } from "../context.ts";
import { timerStatus } from "./timer.ts";

/** The timer in the document of `status --json`. */
export type TimerSummary = {
  via: string | null;
  last_at: string | null;
  next_at: string | null;
  /** Why nothing sweeps, and what mends it; null where the timer runs. */
  problem: Problem | null;
};

/** Asks the schedulers for our entry; one that cannot be asked is a problem to show, not the end of `status`. */
export async function timerSummary(ctx: Context): Promise<TimerSummary> {
  const mend = "sync-hooks timer install";
  try {
    const timer = await timerStatus(ctx);
    if (timer === null)
      return none({ severity: "warn", what: "no timer: what the hooks miss stays unsynced", mend });
    const { via, lastAt, nextAt, running } = timer;
    const problem: Problem | null =
      running.state === "no" ? { severity: "bad", what: running.why, mend: running.mend } : null;
    return { via, last_at: lastAt, next_at: nextAt, problem };
  } catch (thrown) {
    const error = toSyncError(thrown);
    return none({ severity: "bad", what: error.message, mend: error.hint });
  }
}

const none = (problem: Problem): TimerSummary => ({
  via: null,
  last_at: null,
  next_at: null,
  problem,
});
