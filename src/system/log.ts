import { appendFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "./clock.ts";

export const levels = ["DEBUG", "INFO", "PUSH", "PULL", "SYNC", "WARN", "ERROR"] as const;
export type Level = (typeof levels)[number];

/** Writes one line `[HH:MM:SS] [LEVEL] [slug] message` (local time) into the day's file. */
export type Log = { write: (level: Level, slug: string, message: string) => void };

/** A log whose files are `YYYY-MM-DD.log` in `folder`. A log that cannot be written never fails a run. */
export function openLog(folder: string, clock: Clock): Log {
  return {
    write(level, slug, message) {
      const now = clock.now();
      const line = logLine(now, level, slug, message);
      try {
        append(logFile(folder, dayOf(now)), line, folder);
      } catch {
        // A full or read-only disk must not stop the push that the line would have told of.
      }
    },
  };
}

function append(path: string, line: string, folder: string): void {
  try {
    appendFileSync(path, line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    appendFileSync(path, line);
  }
}

/** The text of one log line; a message's own line breaks become spaces. */
export function logLine(at: Date, level: Level, slug: string, message: string): string {
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(":");
  return `[${time}] [${level}] [${slug}] ${message.replace(/\s*[\r\n]+\s*/g, " ")}\n`;
}

/** The local calendar day, `YYYY-MM-DD`. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
}

/** One line of the log, read back. `at` is RFC 3339 UTC. */
export type LogEntry = { at: string; level: Level; slug: string; message: string };

/** Reads one line of the day's file; null where it is no line that a log wrote (torn by a full disk). */
export function parseLogLine(day: string, line: string): LogEntry | null {
  const match = /^\[(\d\d:\d\d:\d\d)\] \[([A-Z]+)\] \[([^\]]*)\] (.*)$/.exec(line);
  if (!match) return null;
  const [, time, level, slug = "", message = ""] = match;
  const at = new Date(`${day}T${time}`);
  if (!isLevel(level) || Number.isNaN(at.getTime())) return null;
  return { at: at.toISOString(), level, slug, message };
}

/** The days that have a log file, oldest first; none where the folder is not there yet. */
export function listLogDays(folder: string): string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => /^(\d{4}-\d\d-\d\d)\.log$/.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

const keptLogDays = 14;

/** Removes the log files of days before the last 14, today's among them; gives back the days removed. */
export function pruneLogs(folder: string, now: Date): string[] {
  const oldestKept = new Date(now.getFullYear(), now.getMonth(), now.getDate() - keptLogDays + 1);
  const gone = listLogDays(folder).filter((day) => day < dayOf(oldestKept));
  for (const day of gone) rmSync(logFile(folder, day), { force: true });
  return gone;
}

export function logFile(folder: string, day: string): string {
  return join(folder, `${day}.log`);
}

const isLevel = (word: string | undefined): word is Level =>
  (levels as readonly (string | undefined)[]).includes(word);

const twoDigits = (value: number) => String(value).padStart(2, "0");
