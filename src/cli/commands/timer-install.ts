import { installTimer, schedulerNames, type SchedulerName } from "../../actions/timer/timer.ts";
import { parseDuration } from "../../core/duration.ts";
import { SyncError } from "../../core/errors.ts";
import { optionText, type Invocation, type Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { timerChange } from "../render/timer.ts";
import { timerChangeDocument } from "../timer-document.ts";

const minuteMs = 60_000;

export async function run({ context, terminal, options }: Invocation): Promise<Report> {
  const mode = options["dryRun"] === true ? "plan" : "apply";
  const every = optionText(options, "every");
  const via = optionText(options, "via");
  const change = await installTimer(context, {
    mode,
    via: via === null ? null : schedulerNamed(via),
    everyMinutes: every === null ? null : minutesOf(every),
  });
  for (const warning of change.warnings) terminal.err(`warning: ${warning}`);
  terminal.out(timerChange(change, mode, canvasOf(terminal)));
  return { status: 0, document: timerChangeDocument(change, mode) };
}

function schedulerNamed(name: string): SchedulerName {
  const found = schedulerNames.find((known) => known === name);
  if (found !== undefined) return found;
  throw new SyncError("usage", `there is no scheduler "${name}"`, {
    hint: `--via takes one of: ${schedulerNames.join(", ")}`,
  });
}

function minutesOf(every: string): number {
  const ms = parseDuration(every);
  if (ms !== null && ms % minuteMs === 0) return ms / minuteMs;
  throw new SyncError("usage", `--every expects whole minutes, not "${every}"`, {
    hint: "for example: sync-hooks timer install --every 15m",
  });
}
