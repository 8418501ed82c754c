import type { TimerChange, TimerStatus } from "../../actions/timer/timer.ts";
import { editLines, editsDiff } from "./edits.ts";
import type { Canvas } from "./table.ts";
import { age } from "./time.ts";

/** What an install or a removal has changed, or would change: then with the texts' differences. */
export function timerChange(
  change: TimerChange,
  mode: "apply" | "plan",
  { paint }: Canvas,
): string {
  const { via, everyMinutes, edits } = change;
  if (mode === "plan" && edits.length > 0) return editsDiff(edits);
  if (via === null)
    return edits.length === 0 ? "There was no timer." : paint("good", "✔ The timer is gone.");
  const state = edits.length === 0 ? "stands already" : "stands";
  const lines = [
    paint("good", `✔ The timer ${state}: ${via} sweeps every ${minutes(everyMinutes)}.`),
    ...editLines(edits),
  ];
  return lines.join("\n");
}

/** Which scheduler sweeps, whether it really runs, when it did last and will next. */
export function timerState(status: TimerStatus | null, now: Date, { paint }: Canvas): string {
  if (status === null)
    return `${paint("warn", "⚠ no timer: what the hooks miss stays unsynced")}
${paint("command", "→ sync-hooks timer install")}`;
  const { via, everyMinutes, running, lastAt, nextAt } = status;
  const last = `last ${age(lastAt, now)}`;
  const next = nextAt === null ? "" : `, next ${age(nextAt, now)}`;
  const head = `${via} sweeps every ${minutes(everyMinutes)}: ${last}${next}`;
  switch (running.state) {
    case "yes":
      return paint("good", `✔ ${head}`);
    case "no":
      return `${paint("bad", `✖ ${via}: ${running.why} (${last})`)}\n${paint("command", `→ ${running.mend}`)}`;
    case "unknown":
      return paint("warn", `⚠ ${head}; ${running.why}`);
  }
}

const minutes = (count: number | null) =>
  count === null ? "? minutes" : count === 1 ? "minute" : `${count} minutes`;
