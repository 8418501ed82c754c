import { SyncError } from "../../core/errors.ts";
import { planRemoval } from "../../schedule/plan-removal.ts";
import type { Edit, Job, SchedulerName, Running } from "../../schedule/scheduler.ts";
import { changes } from "../../schedule/scheduler.ts";
import { stableOffset } from "../../schedule/stable-offset.ts";
import { chooseScheduler, schedulers } from "../../schedule/table.ts";
import { minutesPerDay } from "../../schedule/timetable.ts";
import type { Machine } from "../../schedule/machine.ts";
import type { Context } from "../context.ts";
import { readLastSweep } from "../sweep/last-sweep.ts";
import { backgroundProgram } from "../background-program.ts";
import { changeAlone } from "../change-alone.ts";
import { machineOf } from "../machine.ts";
import { writeRunner } from "../install/runner-file.ts";

export { schedulerNames, type SchedulerName } from "../../schedule/scheduler.ts";

export type TimerOptions = {
  mode: "apply" | "plan";
  /** Null for the first scheduler that answers. */
  via: SchedulerName | null;
  /** Null for the config's `interval_minutes`. */
  everyMinutes: number | null;
};

export type TimerChange = {
  /** Null after a removal. */
  via: SchedulerName | null;
  everyMinutes: number | null;
  /** What was written, or would be. */
  edits: Edit[];
  /** Another scheduler that could not be asked about an entry of ours, and why. */
  warnings: string[];
};

export type TimerStatus = {
  via: SchedulerName;
  everyMinutes: number | null;
  running: Running;
  /** RFC 3339 UTC, as the next. Null where it has not started yet. */
  lastAt: string | null;
  nextAt: string | null;
};

/**
 * Makes the chosen scheduler start `sweep` at the interval, and it alone: an entry in another one is taken
 * away first. Writes only what differs. Throws `usage` where no scheduler answers or none can express the interval.
 */
export async function installTimer(ctx: Context, options: TimerOptions): Promise<TimerChange> {
  const machine = machineOf(ctx);
  const everyMinutes = options.everyMinutes ?? (await ctx.config(null)).interval_minutes;
  requireInterval(everyMinutes);
  const chosen = await chooseScheduler(machine, options.via);
  const job = jobOf(machine, everyMinutes);
  return changeAlone(ctx, "timer", options.mode, async () => {
    const edits = await chosen.plan(machine, job);
    const others = await planRemoval(
      machine,
      schedulers.filter((scheduler) => scheduler !== chosen),
    );
    if (options.mode === "apply") {
      writeRunner(ctx);
      for (const { holder, edits: gone } of others.plans) await holder.apply(machine, gone);
      await chosen.apply(machine, edits);
    }
    const all = [...others.plans.flatMap((plan) => plan.edits), ...edits];
    return { via: chosen.name, everyMinutes, edits: changes(all), warnings: others.warnings };
  });
}

/** Takes the entry away from whichever scheduler holds it; throws where one of them cannot be asked. */
export async function removeTimer(ctx: Context, mode: "apply" | "plan"): Promise<TimerChange> {
  const machine = machineOf(ctx);
  return changeAlone(ctx, "timer", mode, async () => {
    const { plans, errors } = await planRemoval(machine, schedulers);
    if (mode === "apply") for (const { holder, edits } of plans) await holder.apply(machine, edits);
    const [first] = errors;
    if (first !== undefined) throw first;
    const edits = changes(plans.flatMap((plan) => plan.edits));
    return { via: null, everyMinutes: null, edits, warnings: [] };
  });
}

/** The entry that stands, wherever it is; null where there is none. Throws where a crontab cannot be read. */
export async function timerStatus(ctx: Context): Promise<TimerStatus | null> {
  const machine = machineOf(ctx);
  for (const scheduler of schedulers) {
    const status = await scheduler.status(machine);
    if (status === null) continue;
    const lastAt = status.lastAt?.toISOString() ?? readLastSweep(ctx).byTimerAt;
    return {
      via: status.via,
      everyMinutes: status.timetable?.intervalMinutes ?? null,
      running: status.running,
      lastAt,
      nextAt: status.nextAt?.toISOString() ?? null,
    };
  }
  return null;
}

function jobOf(machine: Machine, intervalMinutes: number): Job {
  return {
    command: [...backgroundProgram(machine), "sweep", "--scheduled"],
    intervalMinutes,
    offsetMinutes: stableOffset(machine, intervalMinutes),
  };
}

function requireInterval(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= minutesPerDay) return;
  throw new SyncError("usage", `a timer cannot run every ${minutes} minutes`, {
    hint: "give whole minutes from 1m to 24h: sync-hooks timer install --every 15m",
  });
}
