import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { readIfPresent } from "../../system/files.ts";
import { listLogDays, logFile, parseLogLine, type LogEntry } from "../../system/log.ts";
import type { Context } from "../context.ts";

export type { LogEntry } from "../../system/log.ts";

/** Which entries are wanted: those of the given slugs, or all for null. */
export type LogFilter = { slugs: readonly string[] | null };

/** Where a reader of the log stands: how many bytes of each day's file it has seen. */
export type LogPosition = Map<string, number>;

/** The end of the log as it is now: read up to here, and follow from here. */
export function endOfLog(context: Context): LogPosition {
  const folder = context.directories.logs;
  return new Map(listLogDays(folder).map((day) => [day, sizeOf(logFile(folder, day))]));
}

/** The last `limit` entries before `end` that pass the filter, oldest first. Reads no more day files than it needs. */
export function readLog(
  context: Context,
  filter: LogFilter,
  limit: number,
  end: LogPosition,
): LogEntry[] {
  const pages: LogEntry[][] = [];
  let missing = limit;
  for (const [day, size] of [...end].toReversed()) {
    if (missing <= 0) break;
    const bytes = readIfPresent(logFile(context.directories.logs, day));
    const page = parse(day, bytes?.toString("utf8", 0, size) ?? "", filter).slice(-missing);
    pages.unshift(page);
    missing -= page.length;
  }
  return pages.flat();
}

/**
 * Gives each entry that passes the filter as it is written after `position`, across midnight (a new file)
 * and late lines of the day before, until `stopped` is aborted.
 */
export async function* followLog(
  context: Context,
  filter: LogFilter,
  position: LogPosition,
  stopped: AbortSignal,
): AsyncGenerator<LogEntry> {
  const folder = context.directories.logs;
  // The last day that was there: a new one may have begun since.
  const first = [...position.keys()].at(-1) ?? "";
  while (!stopped.aborted) {
    for (const day of listLogDays(folder).filter((one) => one >= first)) {
      const { text, end } = readLines(logFile(folder, day), position.get(day) ?? 0);
      position.set(day, end);
      yield* parse(day, text, filter);
    }
    await wait(pollMs, null, { signal: stopped }).catch(ignoreAbort);
  }
}

const pollMs = 200;

function parse(day: string, text: string, { slugs }: LogFilter): LogEntry[] {
  return text
    .split("\n")
    .map((line) => parseLogLine(day, line))
    .filter((entry) => entry !== null)
    .filter(({ slug }) => slugs === null || slugs.includes(slug));
}

/** The whole lines after `from`, and where they end. A file that became shorter is read again from its start. */
function readLines(file: string, from: number): { text: string; end: number } {
  const handle = openIfPresent(file);
  if (handle === null) return { text: "", end: 0 };
  try {
    const { size } = fstatSync(handle);
    const start = from <= size ? from : 0;
    const bytes = Buffer.alloc(size - start);
    const read = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, start));
    const whole = read.subarray(0, read.lastIndexOf(0x0a) + 1);
    return { text: whole.toString("utf8"), end: start + whole.length };
  } finally {
    closeSync(handle);
  }
}

function openIfPresent(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function ignoreAbort(error: Error): void {
  if (error.name !== "AbortError") throw error;
}
