import type { LogEntry } from "../../actions/log/log.ts";
import type { Tone } from "./paint.ts";
import type { Canvas } from "./table.ts";
import { columnsOf, visible, wrap } from "./text.ts";

const levelTones = {
  DEBUG: "quiet",
  INFO: "plain",
  PUSH: "good",
  PULL: "good",
  SYNC: "good",
  WARN: "warn",
  ERROR: "bad",
} as const satisfies Record<LogEntry["level"], Tone>;

/**
 * Draws entries as the log file holds them, in local time; a heading names the day where it changes. On a
 * terminal a long message goes on below, indented.
 */
export function logLines(entries: readonly LogEntry[], dayBefore: string | null, canvas: Canvas) {
  let day = dayBefore;
  const lines = entries.flatMap((entry) => {
    const at = new Date(entry.at);
    const heading = localDay(at) === day ? [] : [canvas.paint("quiet", `── ${localDay(at)} ──`)];
    day = localDay(at);
    return heading.concat(logLine(entry, at, canvas));
  });
  return { lines, day };
}

const indent = "  ";

function logLine({ level, slug, message }: LogEntry, at: Date, { width, paint }: Canvas): string {
  const time = `[${at.toLocaleTimeString("en-GB", { hour12: false })}]`;
  const [label, name] = [`[${level}]`, `[${visible(slug)}]`];
  const head = columnsOf(`${time} ${label} ${name} `);
  const lines = wrapAfter(head, visible(message), width - indent.length);
  const painted = `${paint("quiet", time)} ${paint(levelTones[level], label)} ${paint("strong", name)}`;
  return `${painted} ${lines.join(`\n${indent}`)}`;
}

/** The text in lines, the first of which begins after `used` columns. */
function wrapAfter(used: number, text: string, columns: number): string[] {
  if (used >= columns) return [text];
  const [first = "", ...more] = wrap(`${"-".repeat(used)}${text}`, columns);
  return [first.slice(used), ...more];
}

/** `YYYY-MM-DD` in local time. */
const localDay = (at: Date) => at.toLocaleDateString("sv-SE");
