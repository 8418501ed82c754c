import { join } from "node:path";
import { readIfPresent } from "../system/files.ts";
import { renderTemplate } from "./render-template.ts";
import { ask, insist, words } from "./commands.ts";
import { planFile, restoreFiles, writeFiles } from "./entry-files.ts";
import type { Machine } from "./machine.ts";
import { xmlText } from "./quoting.ts";
import type { Edit, Job, Running, Scheduler } from "./scheduler.ts";
import { changes, readTimetable, timetableWords } from "./scheduler.ts";
import {
  dailyStarts,
  everyHour,
  minutesPerDay,
  nextDailyStart,
  type Timetable,
} from "./timetable.ts";

const launchdLabel = "org.sync-hooks.sweep";

/** A launch agent of the user's (launchd.plist(5)). */
export const launchd: Scheduler = {
  name: "launchd",

  async unavailable(machine) {
    const answer = await ask(machine, "launchctl", ["list"]);
    if (answer === null) return "there is no launchctl";
    return answer.status === 0 ? null : `launchctl does not answer: ${words(answer)}`;
  },

  async plan(machine, job) {
    if (job === null && (await ask(machine, "launchctl", ["help"])) === null) return [];
    return [planFile(plistPath(machine), job && renderPlist(job))];
  },

  async apply(machine, edits) {
    const changed = changes(edits);
    if (edits.every((edit) => edit.after === null)) {
      if (changed.length === 0) return;
      await ask(machine, "launchctl", ["bootout", target(machine)]);
      writeFiles(changed);
      return;
    }
    if (changed.length === 0 && (await isLoaded(machine))) return;
    await load(machine, changed);
  },

  async status(machine) {
    const plist = readIfPresent(plistPath(machine))?.toString("utf8");
    if (plist === undefined) return null;
    const printed = await ask(machine, "launchctl", ["print", target(machine)]);
    if (printed === null) return null;
    const timetable = readTimetable(plist);
    const running: Running =
      printed.status === 0
        ? { state: "yes" }
        : {
            state: "no",
            why: `${launchdLabel} is not loaded`,
            mend: "sync-hooks timer install",
          };
    const nextAt =
      running.state === "yes" && timetable && minutesPerDay % timetable.intervalMinutes === 0
        ? nextDailyStart(timetable, machine.now())
        : null;
    return { via: "launchd", timetable, running, lastAt: null, nextAt };
  },
};

/** launchd reads a plist once: what is loaded goes out before the new one comes in. */
async function load(machine: Machine, changed: readonly Edit[]): Promise<void> {
  writeFiles(changed);
  const path = plistPath(machine);
  try {
    await ask(machine, "launchctl", ["bootout", target(machine)]);
    await insist(machine, "launchctl", ["bootstrap", domain(machine), path]);
  } catch (error) {
    restoreFiles(changed);
    if (readIfPresent(path) !== null)
      await ask(machine, "launchctl", ["bootstrap", domain(machine), path]);
    throw error;
  }
}

async function isLoaded(machine: Machine): Promise<boolean> {
  return (await ask(machine, "launchctl", ["print", target(machine)]))?.status === 0;
}

export function renderPlist(job: Job): string {
  const line = (word: string) => `\t\t<string>${xmlText(word)}</string>`;
  return renderTemplate("launchd/sync-hooks.plist", {
    label: launchdLabel,
    words: timetableWords(job),
    arguments: ["/bin/sh", ...job.command].map(line).join("\n"),
    starts: startsPlist(job),
  });
}

/** Times of the day are made up for after sleep, `StartInterval` is not: it serves only what times cannot express. */
function startsPlist(timetable: Timetable): string {
  const starts = dailyStarts(timetable);
  if (starts === null)
    return `\t<key>StartInterval</key>\n\t<integer>${timetable.intervalMinutes * 60}</integer>`;
  const dicts = starts.flatMap(({ hours, minutes }) =>
    hours.length === everyHour.length
      ? minutes.map((minute) => startDict({ Minute: minute }))
      : hours.flatMap((hour) => minutes.map((minute) => startDict({ Hour: hour, Minute: minute }))),
  );
  return `\t<key>StartCalendarInterval</key>\n\t<array>\n${dicts.join("\n")}\n\t</array>`;
}

function startDict(times: Record<string, number>): string {
  const keys = Object.entries(times).map(
    ([key, value]) => `\t\t\t<key>${key}</key>\n\t\t\t<integer>${value}</integer>`,
  );
  return `\t\t<dict>\n${keys.join("\n")}\n\t\t</dict>`;
}

const plistPath = (machine: Machine) =>
  join(machine.user.home, "Library", "LaunchAgents", `${launchdLabel}.plist`);
const domain = (machine: Machine) => `gui/${machine.user.id}`;
const target = (machine: Machine) => `${domain(machine)}/${launchdLabel}`;
