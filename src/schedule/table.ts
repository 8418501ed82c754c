import { SyncError } from "../core/errors.ts";
import { cron } from "./cron.ts";
import { launchd } from "./launchd.ts";
import type { Machine } from "./machine.ts";
import type { Scheduler, SchedulerName } from "./scheduler.ts";
import { systemd } from "./systemd.ts";
import { taskScheduler } from "./task-scheduler.ts";

/** Every scheduler, in the order in which the first one that answers is taken. */
export const schedulers: readonly Scheduler[] = [systemd, launchd, taskScheduler, cron];

/** The scheduler of that name, or the first that answers here (null). Throws `usage` where none does. */
export async function chooseScheduler(
  machine: Machine,
  via: SchedulerName | null,
): Promise<Scheduler> {
  const candidates = schedulers.filter((scheduler) => via === null || scheduler.name === via);
  const reasons: string[] = [];
  for (const scheduler of candidates) {
    const reason = await scheduler.unavailable(machine);
    if (reason === null) return scheduler;
    reasons.push(`${scheduler.name}: ${reason}`);
  }
  throw new SyncError("usage", `no scheduler answers here (${reasons.join("; ")})`, {
    hint:
      via === null
        ? "install cron, or start `sync-hooks sweep` by a scheduler of your own"
        : "leave --via out to take one that answers",
  });
}
