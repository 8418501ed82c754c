import type { LogEntry } from "../../actions/log/log.ts";
import type { Paint, Tone } from "./paint.ts";
import { visible } from "./text.ts";

const levelTones = {
  DEBUG: "quiet",
  INFO: "plain",
  PUSH: "good",
  PULL: "good",
  SYNC: "good",
  WARN: "warn",
  ERROR: "bad",
} as const satisfies Record<LogEntry["level"], Tone>;

/** Draws entries as the log file holds them, in local time; a heading names the day where it changes. */
export function logLines(entries: readonly LogEntry[], dayBefore: string | null, paint: Paint) {
  let day = dayBefore;
  const lines = entries.flatMap((entry) => {
    const at = new Date(entry.at);
    const heading = localDay(at) === day ? [] : [paint("quiet", `── ${localDay(at)} ──`)];
    day = localDay(at);
    return heading.concat(logLine(entry, at, paint));
  });
  return { lines, day };
}

function logLine({ level, slug, message }: LogEntry, at: Date, paint: Paint): string {
  const time = at.toLocaleTimeString("en-GB", { hour12: false });
  const name = paint("strong", `[${visible(slug)}]`);
  const label = paint(levelTones[level], `[${level}]`);
  return `${paint("quiet", `[${time}]`)} ${label} ${name} ${visible(message)}`;
}

/** `YYYY-MM-DD` in local time. */
const localDay = (at: Date) => at.toLocaleDateString("sv-SE");
