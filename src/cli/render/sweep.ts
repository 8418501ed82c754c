import type { HubAnswer, SweepReport, SweptCheckout } from "../../actions/sweep/sweep.ts";
import {
  decidingStep,
  exitStatus,
  outcomes,
  type Outcome,
  type StepRecord,
} from "../../core/outcome.ts";
import { flow } from "./flow.ts";
import { outcomeCell } from "./outcome.ts";
import { drawNote, type Canvas, type Cell } from "./table.ts";
import { columnsOf, fit, pad, visible } from "./text.ts";
import { duration } from "./time.ts";

const outcomeColumns = Math.max(...outcomes.map((outcome) => columnsOf(outcomeCell(outcome).text)));
const outcomeCells = Object.fromEntries(
  outcomes.map((outcome) => {
    const { text, tone } = outcomeCell(outcome);
    return [outcome, { text: pad(text, outcomeColumns, "left"), tone }];
  }),
) as Record<Outcome, Cell>;
const nameColumns = 24;
/** More rows than these would push what has been printed off a small terminal. */
const activeRows = 8;

/**
 * One checkout's line: outcome, name, and what there is to say about it, cut to the canvas. What went wrong
 * is never cut: where it does not fit beside the name, it stands below, with its mend.
 */
export function sweptLines(
  swept: Pick<SweptCheckout, "record" | "hooks"> & { name: string },
  canvas: Canvas,
): string[] {
  const { outcome } = swept.record;
  const columns = Math.min(nameColumns, Math.floor(canvas.width / 3));
  const name = pad(visible(swept.name), columns, "left");
  const head: Cell[] = [outcomeCells[outcome], { text: name, tone: "strong" }];
  const said: Cell = { text: visible(remarks(swept)), tone: "plain" };
  const fits = columnsOf([...head, said].map(({ text }) => text).join(" ")) < canvas.width;
  if (fits || exitStatus([outcome]) === 0) return [lineOf([...head, said], canvas)];
  return [lineOf(head, canvas), ...drawNote(said, canvas)];
}

/** What is worth a line of its own on a terminal: all but what was found in order, or is left alone on purpose. */
export function isNews({ record, hooks }: SweptCheckout): boolean {
  const quiet: readonly Outcome[] = ["nothing-to-do", "queued", "skipped"];
  return !quiet.includes(record.outcome) || hooks.kind === "repaired" || hooks.kind === "failed";
}

function remarks({ record, hooks }: Pick<SweptCheckout, "record" | "hooks">): string {
  const parts = [decidingStep(record.steps)?.detail ?? record.reason ?? ""];
  if (hooks.kind === "repaired") parts.push("hooks put back");
  if (hooks.kind === "failed") parts.push(`hooks not put back: ${hooks.why}`);
  return parts.filter((part) => part !== "").join("; ");
}

/** The live lines of a sweep under way: a bar, then what is being worked on, longest first. */
export function progressLines(
  state: { done: number; total: number; active: readonly { name: string; ms: number }[] },
  canvas: Canvas,
): string[] {
  const { done, total, active } = state;
  const count = ` ${done} of ${total}`;
  const room = Math.max(4, Math.min(40, canvas.width - columnsOf(count) - 1));
  const filled = total === 0 ? room : Math.floor((done / total) * room);
  const bar =
    canvas.paint("good", "█".repeat(filled)) + canvas.paint("quiet", "░".repeat(room - filled));
  const rows = active.slice(0, activeRows).map(({ name, ms }) =>
    lineOf(
      [
        { text: "▸", tone: "command" },
        { text: visible(name), tone: "plain" },
        { text: ms < 1000 ? "" : duration(ms), tone: "quiet" },
      ],
      canvas,
    ),
  );
  const more = active.length - rows.length;
  return [bar + count, ...rows, ...(more > 0 ? [canvas.paint("quiet", `  and ${more} more`)] : [])];
}

/** The sums at the end, and what was wrong with the hub. */
export function sweepSummary(report: SweepReport, canvas: Canvas): string {
  if (report.kind === "busy")
    return canvas.paint("quiet", "Another sweep is at work; it does the same.");
  if (report.kind === "left-to-watcher")
    return canvas.paint("quiet", "Left to the watcher, which sweeps as well.");
  const { swept, hub, durationMs } = report;
  if (swept.length === 0)
    return `No checkout is registered yet.\n  sync-hooks install --scan ~/code`;
  const total = swept.length === 1 ? "1 checkout" : `${swept.length} checkouts`;
  const steps = report.steps.map((step) => stepLine(step, canvas));
  const label: Cell = { text: `${total} in ${duration(durationMs)}:`, tone: "plain" };
  const lines = [flow([label, ...sums(swept)], canvas)];
  return [...steps, ...lines, ...failedLines(swept, canvas), ...hubLines(hub, canvas)].join("\n");
}

function stepLine({ name, outcome, detail }: StepRecord, canvas: Canvas): string {
  const cells: Cell[] = [
    outcomeCells[outcome],
    { text: `step ${visible(name)}`, tone: "strong" },
    { text: visible(detail ?? ""), tone: "plain" },
  ];
  return lineOf(cells, canvas);
}

/** Each failure has its mend in the status, which is where the eye should go next. */
function failedLines(swept: readonly SweptCheckout[], { paint }: Canvas): string[] {
  const failed = swept.some(({ record }) => exitStatus([record.outcome]) === 1);
  return failed ? [`  what mends it: ${paint("command", "sync-hooks status --all")}`] : [];
}

export function hubLines(hub: HubAnswer, { paint }: Canvas): string[] {
  if (hub.answers) return [];
  const first = paint("warn", `⚠ ${visible(hub.why)}: pushed and pulled, reconciled nothing.`);
  return hub.mend === null ? [first] : [first, `  ${paint("command", hub.mend)}`];
}

function sums(swept: readonly SweptCheckout[]): Cell[] {
  return outcomes.flatMap((outcome) => {
    const count = swept.filter(({ record }) => record.outcome === outcome).length;
    const { text, tone } = outcomeCell(outcome);
    return count === 0 ? [] : [{ text: `${count} ${wordOf(text)}`, tone }];
  });
}

const wordOf = (text: string) => text.slice(text.indexOf(" ") + 1);

/** The cells with a space between, the last that has no room cut; never wider than the canvas. */
function lineOf(cells: readonly Cell[], { width, paint }: Canvas): string {
  let left = width - 1;
  const parts: string[] = [];
  for (const { text, tone } of cells) {
    if (left <= 0 || text === "") continue;
    // Without a width nothing is cut, so nothing has to be measured.
    const cut = left === Infinity ? text : fit(text, left, "end");
    parts.push(paint(tone, cut));
    if (left !== Infinity) left -= columnsOf(cut) + 1;
  }
  return parts.join(" ").trimEnd();
}
