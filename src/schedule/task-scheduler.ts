import { renderTemplate } from "./render-template.ts";
import { ask } from "./commands.ts";
import type { Machine } from "./machine.ts";
import { xmlText } from "./quoting.ts";
import type { Job, Scheduler } from "./scheduler.ts";
import { readTimetable, timetableWords } from "./scheduler.ts";
import type { Timetable } from "./timetable.ts";
import {
  applyTask,
  hiddenCommand,
  planTask,
  readXml,
  taskState,
  whyNoTaskScheduler,
  windowsTask,
} from "./windows-task.ts";

/** Repetitions are counted from here, so the offset is all that differs between machines. */
const firstDay = "2020-01-01T00:00:00";

/** A task of the user's in the Windows Task Scheduler; its XML is kept to compare with. */
export const taskScheduler: Scheduler = {
  name: "task-scheduler",

  unavailable: whyNoTaskScheduler,

  plan: (machine, job) => planTask(machine, sweepTask(machine), job && renderTask(machine, job)),

  async apply(machine, edits) {
    await applyTask(machine, sweepTask(machine), edits);
  },

  async status(machine) {
    const task = sweepTask(machine);
    const xml = readXml(task);
    if (xml === null) return null;
    const answer = await ask(machine, "schtasks", ["/Query", "/TN", task.name, "/XML"]);
    if (answer === null) return null;
    const timetable = readTimetable(xml);
    const running = taskState(answer.status === 0 ? answer.stdout : null, {
      gone: "sync-hooks timer install",
      disabled: `schtasks /Change /ENABLE /TN "${task.name}"`,
    });
    const nextAt =
      running.state === "yes" && timetable ? nextRepetition(timetable, machine.now()) : null;
    return { via: "task-scheduler", timetable, running, lastAt: null, nextAt };
  },
};

export function renderTask(machine: Machine, job: Job): string {
  return renderTemplate("task-scheduler.xml", {
    words: timetableWords(job),
    interval: String(job.intervalMinutes),
    start: startBoundary(job.offsetMinutes),
    user: xmlText(machine.user.name),
    ...hiddenCommand(job.command),
  });
}

function startBoundary(offsetMinutes: number): string {
  const time = [Math.floor(offsetMinutes / 60), offsetMinutes % 60];
  return firstDay.replace("00:00", time.map((value) => String(value).padStart(2, "0")).join(":"));
}

function nextRepetition(timetable: Timetable, now: Date): Date {
  const first = new Date(startBoundary(timetable.offsetMinutes)).getTime();
  const intervalMs = timetable.intervalMinutes * 60_000;
  return new Date(first + (Math.floor((now.getTime() - first) / intervalMs) + 1) * intervalMs);
}

const sweepTask = (machine: Machine) => windowsTask(machine, "sweep", "task-scheduler.xml");
