import { appendFileSync, mkdirSync } from "node:fs";
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
        append(join(folder, `${dayOf(now)}.log`), line, folder);
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
    mkdirSync(folder, { recursive: true });
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

const twoDigits = (value: number) => String(value).padStart(2, "0");
