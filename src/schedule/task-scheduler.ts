import { join } from "node:path";
import { readIfPresent, writeAtomic } from "../system/files.ts";
import { renderTemplate } from "./render-template.ts";
import { ask, insist, words } from "./commands.ts";
import { restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { windowsWord, xmlText } from "./quoting.ts";
import type { Edit, Job, Running, Scheduler } from "./scheduler.ts";
import { changes, readTimetable, timetableWords } from "./scheduler.ts";
import type { Timetable } from "./timetable.ts";

/** Repetitions are counted from here, so the offset is all that differs between machines. */
const firstDay = "2020-01-01T00:00:00";

/** A task of the user's in the Windows Task Scheduler; its XML is kept beside the runner to compare with. */
export const taskScheduler: Scheduler = {
  name: "task-scheduler",

  async unavailable(machine) {
    const answer = await ask(machine, "schtasks", ["/Query", "/FO", "CSV", "/NH"]);
    if (answer === null) return "there is no schtasks";
    return answer.status === 0 ? null : `schtasks does not answer: ${words(answer)}`;
  },

  async plan(machine, job) {
    if (job === null && (await ask(machine, "schtasks", ["/?"])) === null) return [];
    return [
      { place: xmlPath(machine), before: readXml(machine), after: job && renderTask(machine, job) },
    ];
  },

  async apply(machine, edits) {
    const changed = changes(edits);
    const registered = await isRegistered(machine);
    if (edits.every((edit) => edit.after === null)) {
      if (registered)
        await insist(machine, "schtasks", ["/Delete", "/TN", taskName(machine), "/F"]);
      writeFiles(changed);
      return;
    }
    if (changed.length > 0 || !registered) await register(machine, edits);
  },

  async status(machine) {
    const xml = readXml(machine);
    if (xml === null) return null;
    const answer = await ask(machine, "schtasks", ["/Query", "/TN", taskName(machine), "/XML"]);
    if (answer === null) return null;
    const timetable = readTimetable(xml);
    const running = runningState(machine, answer.status === 0 ? answer.stdout : null);
    const nextAt =
      running.state === "yes" && timetable ? nextRepetition(timetable, machine.now()) : null;
    return { via: "task-scheduler", timetable, running, lastAt: null, nextAt };
  },
};

async function register(machine: Machine, edits: readonly Edit[]): Promise<void> {
  const path = xmlPath(machine);
  try {
    for (const { after } of edits) if (after !== null) writeAtomic(path, utf16(after));
    await insist(machine, "schtasks", ["/Create", "/TN", taskName(machine), "/XML", path, "/F"]);
  } catch (error) {
    restoreFiles(edits.filter(({ before }) => before === null));
    for (const { before } of edits) if (before !== null) writeAtomic(path, utf16(before));
    throw error;
  }
}

async function isRegistered(machine: Machine): Promise<boolean> {
  return (await ask(machine, "schtasks", ["/Query", "/TN", taskName(machine)]))?.status === 0;
}

function runningState(machine: Machine, registeredXml: string | null): Running {
  const mend = "sync-hooks timer install";
  if (registeredXml === null) return { state: "no", why: "the task is not registered", mend };
  const settings = /<Settings>[\s\S]*<\/Settings>/.exec(registeredXml)?.[0] ?? "";
  if (settings.includes("<Enabled>false</Enabled>"))
    return {
      state: "no",
      why: "the task is disabled",
      mend: `schtasks /Change /ENABLE /TN "${taskName(machine)}"`,
    };
  return { state: "yes" };
}

export function renderTask(machine: Machine, job: Job): string {
  const [program = "", ...args] = job.command;
  return renderTemplate("task-scheduler.xml", {
    words: timetableWords(job),
    interval: String(job.intervalMinutes),
    start: startBoundary(job.offsetMinutes),
    user: xmlText(machine.user.name),
    // A console program of its own would flash a window at every start.
    command: "conhost.exe",
    arguments: xmlText(["--headless", program, ...args].map(windowsWord).join(" ")),
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

/** schtasks reads UTF-16 with a byte order mark. */
export const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");

function readXml(machine: Machine): string | null {
  return (
    readIfPresent(xmlPath(machine))
      ?.toString("utf16le")
      .replace(/^\uFEFF/, "") ?? null
  );
}

const xmlPath = (machine: Machine) => join(machine.directories.data, "task-scheduler.xml");
/** Each user's own task: names are shared by all users of a machine. */
const taskName = (machine: Machine) =>
  `sync-hooks\\sweep ${machine.user.name.replaceAll("\\", " ")}`;
