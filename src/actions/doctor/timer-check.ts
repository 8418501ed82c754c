import { toSyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { timerStatus } from "../timer/timer.ts";
import { fail, ok, warn, type Finding } from "./check.ts";

const missedRounds = 3;

/** The timer stands in a scheduler that really runs, and its last sweep is no older than three intervals. */
export async function checkTimer(ctx: Context): Promise<Finding> {
  const install = "sync-hooks timer install";
  try {
    const timer = await timerStatus(ctx);
    if (timer === null) return warn("no timer sweeps up what the hooks miss", install);
    const { running, lastAt, everyMinutes } = timer;
    if (running.state === "no") return fail(`${timer.via}: ${running.why}`, running.mend);
    const limitMs = (everyMinutes ?? 15) * missedRounds * 60_000;
    if (lastAt !== null && ctx.clock.now().getTime() - Date.parse(lastAt) > limitMs)
      return warn(`${timer.via} has not swept since ${lastAt}`, install);
    if (running.state === "unknown") return warn(`${timer.via}: ${running.why}`, null);
    const last = lastAt === null ? "no sweep yet" : `last sweep ${lastAt}`;
    return ok(`${timer.via}, every ${everyMinutes ?? "?"} min, ${last}`);
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}
