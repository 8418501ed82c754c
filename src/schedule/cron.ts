import { SyncError } from "../core/errors.ts";
import {
  type BlockDamage,
  insertBlock,
  locateBlock,
  removeBlock,
  syncHooksMarkers,
} from "../core/hooks/guarded-block.ts";
import { shellWord } from "../core/shell-word.ts";
import { renderTemplate } from "./render-template.ts";
import { ask, insist, words } from "./commands.ts";
import type { Machine } from "./machine.ts";
import { crontabEscape } from "./quoting.ts";
import type { Job, Running, ScheduleStatus, Scheduler } from "./scheduler.ts";
import { changes, readTimetable, requireOneLine, timetableWords } from "./scheduler.ts";
import { dailyStarts, everyHour, nearestDailyIntervals, nextDailyStart } from "./timetable.ts";

/** vixie-cron and its heirs cut a longer command off, or refuse the table. */
const longestCommand = 990;

/** The user's crontab(1): one guarded block in a table that is otherwise the user's. */
export const cron: Scheduler = {
  name: "cron",

  async unavailable(machine) {
    if (machine.platform === "win32") return "Windows has no cron";
    const answer = await ask(machine, "crontab", ["-l"]);
    if (answer === null) return "there is no crontab command";
    // An unreadable table is no reason to choose another scheduler in silence: plan says what is wrong.
    return null;
  },

  async plan(machine, job) {
    const table = await readTable(machine);
    if (table === null) return [];
    const before = table.kind === "absent" ? null : table.text;
    const rest = withoutBlock(machine, before ?? "");
    const place = placeOf(machine);
    if (job === null) return [{ place, before, after: before === null ? null : rest }];
    return [{ place, before, after: withBlock(before ?? "", rest, renderBlock(job)) }];
  },

  async apply(machine, edits) {
    for (const { after } of changes(edits)) {
      // A table that would be left empty goes, as it was before the first entry.
      if (after === null || after === "") await insist(machine, "crontab", ["-r"]);
      else await insist(machine, "crontab", ["-"], { input: after });
    }
  },

  async status(machine) {
    const table = await readTable(machine);
    if (table === null || table.kind === "absent") return null;
    const located = locateBlock(table.text, syncHooksMarkers);
    if (located.kind === "none") return null;
    if (located.kind === "damaged") return damagedStatus(located.damage);
    const timetable = readTimetable(table.text.slice(located.start, located.end));
    const running = await daemonState(machine);
    const nextAt =
      timetable && running.state !== "no" ? nextDailyStart(timetable, machine.now()) : null;
    return { via: "cron", timetable, running, lastAt: null, nextAt };
  },
};

type Table = { kind: "absent" } | { kind: "present"; text: string };

/**
 * The user's crontab; null where there is no crontab command. A table that could not be read is an error:
 * taking it for an empty one would replace it.
 */
async function readTable(machine: Machine): Promise<Table | null> {
  const answer = await ask(machine, "crontab", ["-l"]);
  if (answer === null) return null;
  if (answer.status === 0) return { kind: "present", text: answer.stdout };
  if (/no crontab for |can't open .*: No such file/.test(answer.stderr)) return { kind: "absent" };
  throw new SyncError("internal", `cannot read the ${placeOf(machine)}: ${words(answer)}`, {
    hint: "nothing was written; make `crontab -l` work, then run: sync-hooks timer install",
  });
}

function withoutBlock(machine: Machine, text: string): string {
  const removed = removeBlock(text, syncHooksMarkers);
  if (removed.kind === "damaged") throw damaged(machine, removed.damage);
  return removed.text;
}

/** The table with the block where one stood already, else at its end. */
function withBlock(before: string, rest: string, block: string): string {
  const located = locateBlock(before, syncHooksMarkers);
  if (located.kind === "found" && before.endsWith("\n"))
    return insertBlock(rest, located.start, block);
  // crontab refuses a table whose last line has no line feed.
  const lines = rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`;
  return insertBlock(lines, lines.length, block);
}

function renderBlock(job: Job): string {
  const lines = renderTemplate("crontab/sync-hooks.crontab", {
    words: timetableWords(job),
    lines: crontabLines(job).join("\n"),
  });
  return [syncHooksMarkers.begin, lines.trimEnd(), syncHooksMarkers.end].join("\n");
}

/** The job as lines of a crontab(5). Throws `usage` where its interval does not divide the day. */
export function crontabLines(job: Job): string[] {
  requireOneLine(job.command, "cron");
  const starts = dailyStarts(job);
  if (starts === null) throw inexpressible(job.intervalMinutes);
  const command = `${crontabEscape(job.command.map(shellWord).join(" "))} >/dev/null 2>&1`;
  if (command.length > longestCommand)
    throw new SyncError(
      "usage",
      `cron cannot start a command of ${command.length} characters: ${command}`,
      {
        hint: "set SYNC_HOOKS_HOME to a shorter path, then install again",
      },
    );
  return starts.map(({ hours, minutes }) => {
    const hour = hours.length === everyHour.length ? "*" : hours.join(",");
    const minute = minutes.length === 60 ? "*" : minutes.join(",");
    return `${minute} ${hour} * * * ${command}`;
  });
}

function inexpressible(intervalMinutes: number): SyncError {
  const nearest = nearestDailyIntervals(intervalMinutes);
  return new SyncError(
    "usage",
    `cron cannot start a job every ${intervalMinutes} minutes: that does not divide the day`,
    { hint: nearest.map((minutes) => `sync-hooks timer install --every ${minutes}m`).join(" or ") },
  );
}

/** A crontab command is not a daemon: only a process that reads the table starts anything. */
async function daemonState(machine: Machine): Promise<Running> {
  if (machine.platform === "darwin") return { state: "yes" };
  const answer = await ask(machine, "pgrep", ["-x", "cron|crond|fcron|cronie"]);
  if (answer === null) return { state: "unknown", why: "there is no pgrep to look for cron with" };
  if (answer.status === 0) return { state: "yes" };
  return { state: "no", why: "no cron daemon runs", mend: "sudo systemctl enable --now cron" };
}

function damagedStatus({ line, problem, mend }: BlockDamage): ScheduleStatus {
  const running: Running = {
    state: "no",
    why: `line ${line} of the crontab is damaged: ${problem}`,
    mend: `crontab -e: ${mend}; then sync-hooks timer install`,
  };
  return { via: "cron", timetable: null, running, lastAt: null, nextAt: null };
}

const placeOf = (machine: Machine) => `crontab of ${machine.user.name}`;

function damaged(machine: Machine, damage: BlockDamage): SyncError {
  return new SyncError(
    "conflict",
    `the ${placeOf(machine)}, line ${damage.line}: ${damage.problem}; nothing was written`,
    { hint: `run crontab -e, ${damage.mend}, then run: sync-hooks timer install` },
  );
}
