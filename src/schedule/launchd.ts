import { readIfPresent } from "../system/files.ts";
import { renderTemplate } from "./render-template.ts";
import { ask } from "./commands.ts";
import { planFile } from "./entry-files.ts";
import {
  argumentLines,
  installAgent,
  plistPath,
  removeAgent,
  target,
  whyNoLaunchd,
} from "./launch-agent.ts";
import type { Job, Running, Scheduler } from "./scheduler.ts";
import { readTimetable, timetableWords } from "./scheduler.ts";
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

  unavailable: whyNoLaunchd,

  async plan(machine, job) {
    if (job === null && (await ask(machine, "launchctl", ["help"])) === null) return [];
    return [planFile(plistPath(machine, launchdLabel), job && renderPlist(job))];
  },

  async apply(machine, edits) {
    if (edits.every((edit) => edit.after === null)) await removeAgent(machine, launchdLabel, edits);
    else await installAgent(machine, launchdLabel, edits);
  },

  async status(machine) {
    const plist = readIfPresent(plistPath(machine, launchdLabel))?.toString("utf8");
    if (plist === undefined) return null;
    const printed = await ask(machine, "launchctl", ["print", target(machine, launchdLabel)]);
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

export function renderPlist(job: Job): string {
  return renderTemplate("launchd/sync-hooks.plist", {
    label: launchdLabel,
    words: timetableWords(job),
    arguments: argumentLines(job.command),
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
