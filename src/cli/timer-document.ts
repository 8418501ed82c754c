import type { TimerChange, TimerStatus } from "../actions/timer/timer.ts";

/** The timer as `timer status --json` shows it; every field null where there is none. */
export function timerDocument(status: TimerStatus | null) {
  const running = status?.running ?? null;
  return {
    via: status?.via ?? null,
    every_minutes: status?.everyMinutes ?? null,
    last_at: status?.lastAt ?? null,
    next_at: status?.nextAt ?? null,
    running: running?.state ?? null,
    problem: running && running.state !== "yes" ? running.why : null,
    mend: running?.state === "no" ? running.mend : null,
  };
}

export function timerChangeDocument(change: TimerChange, mode: "apply" | "plan") {
  return {
    dry_run: mode === "plan",
    via: change.via,
    every_minutes: change.everyMinutes,
    changes: change.edits,
    warnings: change.warnings,
  };
}
