import { Cron } from "croner";
import { toSyncError } from "../../core/errors.ts";
import { sweep, type SweepReport } from "../sweep/sweep.ts";
import { stableOffset } from "../../schedule/stable-offset.ts";
import { minutesPerDay } from "../../schedule/timetable.ts";
import type { Context } from "../context.ts";
import { machineOf } from "../machine.ts";

export type Sweeps = {
  /** RFC 3339; null where none is planned. */
  nextAt: () => string | null;
  /** Plans no more, and waits for one that is under way. */
  stop: () => Promise<void>;
};

/**
 * Sweeps at the minutes at which this machine's timer would, while the watcher runs: the timer's own sweeps leave
 * it to that. A plan sweeps nothing.
 */
export async function scheduleSweeps(
  ctx: Context,
  mode: "apply" | "plan",
  tell: (report: SweepReport) => void,
): Promise<Sweeps> {
  if (mode === "plan") return { nextAt: () => null, stop: async () => {} };
  const { interval_minutes: interval } = await ctx.config(null);
  const offset = stableOffset(machineOf(ctx), interval);
  let underWay: Promise<void> = Promise.resolve();
  const isDue = (at: Date) =>
    (at.getHours() * 60 + at.getMinutes() + minutesPerDay - offset) % interval === 0;
  const job = new Cron("* * * * *", { protect: true, unref: true }, () => {
    if (!isDue(ctx.clock.now())) return;
    underWay = sweep(ctx, { origin: "watcher", watch: () => {} }).then(tell, (thrown: unknown) => {
      ctx.log.write("ERROR", "sweep", toSyncError(thrown).message);
    });
  });
  return {
    nextAt: () => job.nextRuns(interval).find(isDue)?.toISOString() ?? null,
    async stop() {
      job.stop();
      await underWay;
    },
  };
}
