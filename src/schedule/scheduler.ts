import { SyncError } from "../core/errors.ts";
import type { Machine } from "./machine.ts";
import type { Timetable } from "./timetable.ts";

export const schedulerNames = ["systemd", "cron", "launchd", "task-scheduler"] as const;
export type SchedulerName = (typeof schedulerNames)[number];

/** What is to be started, and when. */
export type Job = Timetable & {
  /** The program's absolute path and its arguments. */
  command: readonly string[];
};

/** One text that a scheduler reads, as it stands and as it is to be; null where there is none. */
export type Edit = {
  /** A file's path, or the words for what has none (`crontab of ada`). */
  place: string;
  before: string | null;
  after: string | null;
};

/** Whether the scheduler that holds the entry will start it. */
export type Running =
  | { state: "yes" }
  | { state: "no"; why: string; mend: string }
  | { state: "unknown"; why: string };

export type ScheduleStatus = {
  via: SchedulerName;
  timetable: Timetable | null;
  running: Running;
  /** When the scheduler itself says it last started the job; null where it keeps no such time. */
  lastAt: Date | null;
  /** Null where the job will not be started. */
  nextAt: Date | null;
};

/** One row of the table of schedulers. */
export type Scheduler = {
  name: SchedulerName;
  /** Null where it answers here, else why it does not. */
  unavailable: (machine: Machine) => Promise<string | null>;
  /** What would change for the job to stand, or for none to stand (null). Throws where nothing may be written. */
  plan: (machine: Machine, job: Job | null) => Promise<Edit[]>;
  /** Writes what changes and tells the running scheduler. A failed install leaves what stood before. */
  apply: (machine: Machine, edits: readonly Edit[]) => Promise<void>;
  /** Null where it holds no entry of ours. */
  status: (machine: Machine) => Promise<ScheduleStatus | null>;
};

export const changes = (edits: readonly Edit[]): Edit[] =>
  edits.filter((edit) => edit.before !== edit.after);

/** The words in every entry from which `status` reads its timetable back. */
export function timetableWords(timetable: Timetable): string {
  return `every ${timetable.intervalMinutes} minutes from minute ${timetable.offsetMinutes}`;
}

export function readTimetable(entry: string): Timetable | null {
  const match = /every (\d+) minutes from minute (\d+)/.exec(entry);
  return match && { intervalMinutes: Number(match[1]), offsetMinutes: Number(match[2]) };
}

/** Refuses a command that no scheduler's entry can hold. */
export function requireOneLine(command: readonly string[], scheduler: SchedulerName): void {
  const broken = command.find((word) => /[\n\r\0]/.test(word));
  if (broken === undefined) return;
  throw new SyncError("usage", `${scheduler} cannot start a path with a line break: ${broken}`, {
    hint: "set SYNC_HOOKS_HOME to a folder without one, then install again",
  });
}
