import type { CheckoutStatus, RunDocument } from "../../actions/status/status.ts";
import { freshnessCell, outcomeCell } from "./outcome.ts";
import { tildePath } from "./path.ts";
import { problemNotes, tasksDone, type Scene } from "./status.ts";
import { drawNote, table, type Canvas, type Cell, type Column } from "./table.ts";
import { columnsOf, fit, visible, wrap } from "./text.ts";
import { age, duration } from "./time.ts";

type Fact = [name: string, ...cells: Cell[]];

const nameWidth = 10;

/** One checkout in full: what is wrong and its mend, git's state, the times, and the last run step by step. */
export function checkoutDetails(checkout: CheckoutStatus, scene: Scene, canvas: Canvas): string {
  const { paint, width } = canvas;
  const slug = fit(visible(checkout.slug), width, "end");
  const path = visible(tildePath(checkout.path, scene.home));
  const room = Math.max(1, width - columnsOf(slug) - 2);
  const heading = `${paint("strong", slug)}  ${paint("quiet", fit(path, room, "middle"))}`;
  const facts: Fact[] = [
    ["branch", plain(branchSentence(checkout))],
    ["changes", changes(checkout)],
    ["hooks", hookCell(checkout)],
    ["synced", freshnessCell(checkout.freshness, age(checkout.last_state_synced_at, scene.now))],
    ["pushed", plain(age(checkout.last_pushed_at, scene.now))],
    ["pulled", plain(age(checkout.last_pulled_at, scene.now))],
    ["tasks", tasks(checkout)],
    ["last run", ...lastRun(checkout.last_run, scene)],
  ];
  if (checkout.paused_until !== null)
    facts.unshift(["paused", plain(pauseEnd(checkout.paused_until, scene))]);
  return [
    heading,
    ...problemNotes(checkout, scene).flatMap((note) => drawNote(note, canvas)),
    ...facts.map((fact) => drawFact(fact, canvas)),
    stepTable(checkout.last_run, canvas),
  ].join("\n");
}

function drawFact([name, ...cells]: Fact, { width, paint }: Canvas): string {
  const label = paint("quiet", name.padEnd(nameWidth));
  const room = Math.max(10, width - nameWidth - 2);
  const [only, ...more] = cells;
  if (only && more.length === 0) {
    const lines = wrap(visible(only.text), room).map((line) => paint(only.tone, line));
    return `  ${label}${lines.join(`\n  ${" ".repeat(nameWidth)}`)}`;
  }
  return `  ${label}${cells.map((cell) => paint(cell.tone, visible(cell.text))).join(" ")}`;
}

function branchSentence({ branch, upstream, ahead, behind, dirty }: CheckoutStatus): string {
  if (dirty === null) return "unknown";
  const name = branch ?? "detached HEAD";
  if (upstream === null) return branch === null ? name : `${name}, no upstream`;
  if (ahead === null || behind === null) return `${name} → ${upstream} (gone)`;
  const apart = [
    ...(ahead > 0 ? [`${ahead} ahead`] : []),
    ...(behind > 0 ? [`${behind} behind`] : []),
  ];
  return `${name} → ${upstream}, ${apart.length === 0 ? "level" : apart.join(", ")}`;
}

function changes({ dirty, operation }: CheckoutStatus): Cell {
  if (operation !== null) return { text: `⚠ ${operation} in progress`, tone: "warn" };
  if (dirty === null) return plain("unknown");
  return dirty ? { text: "* uncommitted", tone: "warn" } : { text: "none", tone: "plain" };
}

const hookLooks = {
  installed: { text: "✔ installed", tone: "good" },
  missing: { text: "⚠ missing", tone: "warn" },
  drifted: { text: "⚠ rewritten by another tool", tone: "warn" },
  foreign: { text: "⚠ not ours to write", tone: "warn" },
} as const satisfies Record<CheckoutStatus["hooks"], Cell>;

const hookCell = ({ hooks }: CheckoutStatus): Cell => hookLooks[hooks];

function tasks(checkout: CheckoutStatus): Cell {
  if (checkout.tasks === null) return { text: "unknown: the hub does not answer", tone: "warn" };
  const done = tasksDone(checkout.tasks);
  if (done === "") return { text: "none", tone: "quiet" };
  const { in_progress: running, blocked } = checkout.tasks;
  const conflicts = checkout.open_conflicts ? `, ${checkout.open_conflicts} in conflict` : "";
  return plain(`${done} done, ${running} in progress, ${blocked} blocked${conflicts}`);
}

function lastRun(run: RunDocument | null, { now }: Scene): Cell[] {
  if (run === null) return [{ text: "none yet", tone: "quiet" }];
  const reason = run.reason === null ? "" : `: ${run.reason}`;
  const { text, tone } = outcomeCell(run.outcome);
  const how = `by ${run.trigger}, ${age(run.started_at, now)}, took ${duration(run.duration_ms)}`;
  return [{ text: `${text}${reason} (${how})`, tone }];
}

function pauseEnd(until: string, { now }: Scene): string {
  return until.startsWith("9999") ? "until sync-hooks resume" : `ends ${age(until, now)}`;
}

const stepColumns: readonly Column[] = [
  { header: "STEP", align: "left", rank: 1, least: 8, cut: "end" },
  { header: "OUTCOME", align: "left", rank: 2, least: 10, cut: "end" },
  { header: "TIME", align: "right", rank: 4, least: 6, cut: "end" },
  { header: "DETAIL", align: "left", rank: 3, least: 10, cut: "end" },
];

function stepTable(run: RunDocument | null, canvas: Canvas): string {
  if (run === null || run.steps.length === 0) return "";
  const rows = run.steps.map((step) => ({
    cells: [
      plain(step.name),
      outcomeCell(step.outcome),
      plain(duration(step.duration_ms)),
      { text: step.detail ?? "", tone: "quiet" as const },
    ],
    notes: [],
  }));
  const drawn = table(stepColumns, rows, { ...canvas, width: canvas.width - 4 });
  return `\n${drawn.replaceAll(/^(?=.)/gm, "    ")}`;
}

const plain = (text: string): Cell => ({ text, tone: "plain" });
