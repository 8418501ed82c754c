import { rmSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../system/files.ts";
import { renderTemplate } from "./render-template.ts";
import { ask, insist, words } from "./commands.ts";
import { planFile, restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { systemdWord } from "./quoting.ts";
import type { Edit, Job, Running, ScheduleStatus, Scheduler } from "./scheduler.ts";
import { changes, readTimetable, requireOneLine, timetableWords } from "./scheduler.ts";
import { dailyStarts, everyHour, type Timetable } from "./timetable.ts";

const timerUnit = "sync-hooks.timer";
const serviceUnit = "sync-hooks.service";

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
    if (edits.every((edit) => edit.after === null)) await remove(machine, edits);
    else await install(machine, edits);
  },

  async status(machine) {
    const unit = readIfPresent(unitPath(machine, timerUnit))?.toString("utf8");
    if (unit === undefined || (await ask(machine, "systemctl", ["--version"])) === null)
      return null;
    return statusOf(machine, readTimetable(unit));
  },
};

async function install(machine: Machine, edits: readonly Edit[]): Promise<void> {
  const changed = changes(edits);
  const active = await ask(machine, "systemctl", ["--user", "is-active", timerUnit]);
  const enabled = await ask(machine, "systemctl", ["--user", "is-enabled", timerUnit]);
  if (changed.length === 0 && active?.status === 0 && enabled?.status === 0) return;
  writeFiles(changed);
  try {
    await insist(machine, "systemctl", ["--user", "daemon-reload"]);
    await insist(machine, "systemctl", ["--user", "enable", timerUnit]);
    await insist(machine, "systemctl", ["--user", "restart", timerUnit]);
  } catch (error) {
    restoreFiles(changed);
    await ask(machine, "systemctl", ["--user", "daemon-reload"]);
    throw error;
  }
}

/** Also where no user manager answers (ssh without a session): then the files and the enabling link are all there is. */
async function remove(machine: Machine, edits: readonly Edit[]): Promise<void> {
  const changed = changes(edits);
  if (changed.length === 0) return;
  await ask(machine, "systemctl", ["--user", "disable", "--now", timerUnit]);
  rmSync(unitPath(machine, join("timers.target.wants", timerUnit)), { force: true });
  writeFiles(changed);
  await ask(machine, "systemctl", ["--user", "daemon-reload"]);
}

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
  const user = machine.user.name;
  const linger = await ask(machine, "loginctl", ["show-user", user, "--property=Linger"]);
  if (linger === null || linger.status !== 0)
    return { state: "unknown", why: "loginctl does not say whether it goes on after you log out" };
  if (linger.stdout.includes("Linger=yes")) return { state: "yes" };
  return {
    state: "no",
    why: "it stops when you log out (linger is off)",
    mend: `loginctl enable-linger ${user}`,
  };
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
  // Through sh, since the path of the program itself knows no escape for `$`.
  const command = ["/bin/sh", ...job.command.map(systemdWord)].join(" ");
  return renderTemplate(`systemd/${serviceUnit}`, { command });
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

function unitPath(machine: Machine, unit: string): string {
  const { XDG_CONFIG_HOME: config } = machine.env;
  const base = config?.startsWith("/") ? config : join(machine.user.home, ".config");
  return join(base, "systemd", "user", unit);
}
