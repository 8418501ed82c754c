import { readIfPresent } from "../system/files.ts";
import { renderTemplate } from "./render-template.ts";
import { ask, words } from "./commands.ts";
import { planFile } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import type { Job, Running, ScheduleStatus, Scheduler } from "./scheduler.ts";
import { readTimetable, requireOneLine, timetableWords } from "./scheduler.ts";
import { installUnit, removeUnit, shellCommand, unitPath, willLinger } from "./systemd-unit.ts";
import { dailyStarts, everyHour, type Timetable } from "./timetable.ts";

const timerUnit = "sync-hooks.timer";
const serviceUnit = "sync-hooks.service";
const unit = { name: timerUnit, wantedBy: "timers.target" } as const;

/** A user timer and the service that it starts (systemd.timer(5)). */
export const systemd: Scheduler = {
  name: "systemd",

  async unavailable(machine) {
    if (machine.platform !== "linux") return "systemd runs on Linux only";
    const answer = await ask(machine, "systemctl", ["--user", "list-timers"]);
    if (answer === null) return "there is no systemctl";
    return answer.status === 0 ? null : `systemctl --user does not answer: ${words(answer)}`;
  },

  async plan(machine, job) {
    if (job === null && (await ask(machine, "systemctl", ["--version"])) === null) return [];
    return [
      planFile(unitPath(machine, serviceUnit), job && renderService(job)),
      planFile(unitPath(machine, timerUnit), job && renderTimer(job)),
    ];
  },

  async apply(machine, edits) {
    if (edits.every((edit) => edit.after === null)) await removeUnit(machine, unit, edits);
    else await installUnit(machine, unit, edits);
  },

  async status(machine) {
    const text = readIfPresent(unitPath(machine, timerUnit))?.toString("utf8");
    if (text === undefined || (await ask(machine, "systemctl", ["--version"])) === null)
      return null;
    return statusOf(machine, readTimetable(text));
  },
};

async function statusOf(machine: Machine, timetable: Timetable | null): Promise<ScheduleStatus> {
  const properties = "ActiveState,LastTriggerUSec,NextElapseUSecRealtime";
  const shown = await ask(machine, "systemctl", ["--user", "show", timerUnit, "-p", properties]);
  if (shown === null || shown.status !== 0) {
    const why = `systemctl --user does not answer: ${shown ? words(shown) : "it is gone"}`;
    const running: Running = { state: "unknown", why };
    return { via: "systemd", timetable, running, lastAt: null, nextAt: null };
  }
  const value = (name: string) =>
    new RegExp(`^${name}=(.*)$`, "m").exec(shown.stdout)?.[1]?.trim() ?? "";
  const running = await runningState(machine, value("ActiveState"));
  const lastAt = readTime(value("LastTriggerUSec"));
  const nextAt = readTime(value("NextElapseUSecRealtime")) ?? nextAfter(lastAt, timetable);
  return {
    via: "systemd",
    timetable,
    running,
    lastAt,
    nextAt: running.state === "no" && value("ActiveState") !== "active" ? null : nextAt,
  };
}

async function runningState(machine: Machine, activeState: string): Promise<Running> {
  if (activeState !== "active")
    return {
      state: "no",
      why: `${timerUnit} is ${activeState || "not loaded"}`,
      mend: "sync-hooks timer install",
    };
  return willLinger(machine);
}

/** `Fri 2026-11-20 20:38:01 UTC`, as systemctl prints times under TZ=UTC; empty or `n/a` where there is none. */
function readTime(text: string): Date | null {
  const match = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/.exec(text);
  return match && new Date(`${match[1]}T${match[2]}Z`);
}

/** A monotonic timer has no next time of day; it starts one interval after the last start. */
function nextAfter(lastAt: Date | null, timetable: Timetable | null): Date | null {
  if (lastAt === null || timetable === null) return null;
  return new Date(lastAt.getTime() + timetable.intervalMinutes * 60_000);
}

function renderService(job: Job): string {
  requireOneLine(job.command, "systemd");
  return renderTemplate(`systemd/${serviceUnit}`, { command: shellCommand(job.command) });
}

function renderTimer(job: Job): string {
  return renderTemplate(`systemd/${timerUnit}`, {
    words: timetableWords(job),
    starts: startLines(job).join("\n"),
  });
}

/** Times of the day where they can express the interval; else time since the last start, and since log-in. */
export function startLines(timetable: Timetable): string[] {
  const starts = dailyStarts(timetable);
  if (starts === null)
    return [
      `OnStartupSec=${timetable.offsetMinutes + 1}min`,
      `OnUnitActiveSec=${timetable.intervalMinutes}min`,
    ];
  return starts.map(({ hours, minutes }) => {
    const hour = hours.length === everyHour.length ? "*" : hours.map(twoDigits).join(",");
    const minute = minutes.length === 60 ? "*" : minutes.map(twoDigits).join(",");
    return `OnCalendar=*-*-* ${hour}:${minute}:00`;
  });
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
