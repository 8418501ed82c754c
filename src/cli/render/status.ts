import type { CheckoutStatus, StatusDocument, TaskCounts } from "../../actions/status/status.ts";
import type { Problem, Severity } from "../../core/problem.ts";
import { flow } from "./flow.ts";
import { freshnessCell, outcomeCell } from "./outcome.ts";
import type { Tone } from "./paint.ts";
import { tildePath, tildeWords } from "./path.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { visible, wrap } from "./text.ts";
import { age } from "./time.ts";

/** What a view needs beside the document: the present, and the home folder that `~` stands for. */
export type Scene = { now: Date; home: string | undefined };

const columns: readonly Column[] = [
  { header: "CHECKOUT", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "SYNCED", align: "left", rank: 2, least: 12, cut: "end" },
  { header: "LAST RUN", align: "left", rank: 3, least: 12, cut: "end" },
  { header: "BRANCH", align: "left", rank: 4, least: 10, cut: "middle" },
  { header: "TASKS", align: "right", rank: 5, least: 7, cut: "end" },
  { header: "PATH", align: "left", rank: 6, least: 16, cut: "middle" },
];

/** Every checkout in one table, worst first, each problem with its mend below its row; then the sums. */
export function statusOverview(document: StatusDocument, scene: Scene, canvas: Canvas): string {
  const slugs = document.checkouts.map(({ slug }) => slug);
  const rows = document.checkouts.map((checkout) => row(checkout, slugs, scene));
  const totals = [
    sums(document, canvas),
    ...tasksLine(document.totals.tasks, canvas),
    ...syncsLine(document, scene, canvas),
  ].join("\n");
  return `${table(columns, rows, canvas)}\n${totals}\n${surroundings(document, scene, canvas)}`;
}

function sums({ totals }: StatusDocument, canvas: Canvas): string {
  const counts: [number, string, Tone][] = [
    [totals.failing, "failing", "bad"],
    [totals.stale, "stale", "bad"],
    [totals.aging, "aging", "warn"],
    [totals.never, "never synced", "quiet"],
    [totals.paused, "paused", "quiet"],
    [totals.fresh, "fresh", "good"],
  ];
  const total = totals.checkouts === 1 ? "1 checkout:" : `${totals.checkouts} checkouts:`;
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, word, tone]): Cell => ({ text: `${count} ${word}`, tone }));
  return flow([{ text: total, tone: "plain" }, ...parts], canvas);
}

/** What holds for all checkouts: whether the hub answers, and when the timer sweeps. */
export function surroundings(document: StatusDocument, scene: Scene, canvas: Canvas): string {
  const parts = [hubLines, timerLine, serviceLine];
  return `${parts.flatMap((linesOf) => linesOf(document, scene, canvas)).join("\n")}\n`;
}

/** What is shown where nothing is registered yet. */
export const nothingRegistered = `No checkout is registered yet.

  sync-hooks init                   sets everything up, step by step
  sync-hooks install --scan ~/code  registers every checkout below a folder
`;

export function tasksDone(tasks: TaskCounts | null): string {
  if (tasks === null) return "?";
  const all = tasks.todo + tasks.in_progress + tasks.blocked + tasks.done;
  return all === 0 ? "" : `${tasks.done}/${all}`;
}

/** `main ↑2 ↓1 *`: commits ahead, commits behind, and a star for uncommitted changes. */
function branchText(checkout: CheckoutStatus): string {
  if (checkout.dirty === null) return "";
  const parts = [checkout.branch ?? "(detached)"];
  if (checkout.ahead) parts.push(`↑${checkout.ahead}`);
  if (checkout.behind) parts.push(`↓${checkout.behind}`);
  if (checkout.dirty) parts.push("*");
  return parts.join(" ");
}

const severityLooks = {
  bad: { icon: "✖", tone: "bad" },
  warn: { icon: "⚠", tone: "warn" },
  note: { icon: "○", tone: "quiet" },
} as const satisfies Record<Severity, { icon: string; tone: Tone }>;

function row(checkout: CheckoutStatus, slugs: readonly string[], scene: Scene): Row {
  const path = tildePath(checkout.path, scene.home);
  const shared = slugs.filter((slug) => slug === checkout.slug).length > 1;
  const name = shared ? `${checkout.slug}@${checkout.path.split("/").at(-1)}` : checkout.slug;
  const tasks = tasksDone(checkout.tasks);
  return {
    cells: [
      { text: name, tone: "strong" },
      freshnessCell(checkout.freshness, age(checkout.last_state_synced_at, scene.now)),
      checkout.last_run ? outcomeCell(checkout.last_run.outcome) : { text: "–", tone: "quiet" },
      { text: branchText(checkout), tone: "plain" },
      { text: tasks, tone: "plain" },
      { text: path, tone: "quiet" },
    ],
    notes: problemNotes(checkout, scene),
  };
}

/** The problem and its mend, one below the other. */
export function problemNotes({ problem }: { problem: Problem | null }, { home }: Scene): Cell[] {
  if (problem === null) return [];
  const { icon, tone } = severityLooks[problem.severity];
  const what: Cell = { text: `${icon} ${tildeWords(problem.what, home)}`, tone };
  if (problem.mend === null) return [what];
  return [what, { text: `→ ${tildeWords(problem.mend, home)}`, tone: "command" }];
}

function tasksLine(tasks: TaskCounts | null, canvas: Canvas): string[] {
  const done = tasksDone(tasks);
  if (tasks === null || done === "") return [];
  const blocked = tasks.blocked > 0 ? [`${tasks.blocked} blocked`] : [];
  const words = [`${done} done`, `${tasks.in_progress} in progress`, ...blocked];
  const cells = ["tasks:", ...words].map((text): Cell => ({ text, tone: "plain" }));
  return [flow(cells, canvas)];
}

const directions: Readonly<Record<string, string>> = {
  "to-hub": "to the hub",
  "to-markdown": "to markdown",
  both: "both ways",
};

const shownSyncs = 3;

/** The latest syncs that moved something: `tasks moved: api 3 to the hub 2 min ago`. */
function syncsLine(
  { recent_syncs: syncs }: StatusDocument,
  { now }: Scene,
  canvas: Canvas,
): string[] {
  const moved = syncs.filter(({ items }) => items > 0).slice(0, shownSyncs);
  if (moved.length === 0) return [];
  const words = moved.map(
    ({ slug, direction, items, at }) =>
      `${slug} ${items} ${directions[direction] ?? direction} ${age(at, now)}`,
  );
  return [
    flow(
      ["tasks moved:", ...words].map((text): Cell => ({ text: visible(text), tone: "plain" })),
      canvas,
    ),
  ];
}

function hubLines({ hub }: StatusDocument, scene: Scene, canvas: Canvas): string[] {
  if (hub.problem === null) return [];
  const unknown = "Tasks and conflicts are unknown until the hub answers.";
  return [...problemNotes(hub, scene), { text: unknown, tone: "quiet" } as const].flatMap((note) =>
    paragraph(note, canvas),
  );
}

function timerLine({ timer }: StatusDocument, scene: Scene, canvas: Canvas): string[] {
  const notes = problemNotes(timer, scene).flatMap((note) => paragraph(note, canvas));
  if (timer.via === null) return notes;
  const next = timer.next_at === null ? "" : `, next sweep ${age(timer.next_at, scene.now)}`;
  const text = `timer ${timer.via}: last sweep ${age(timer.last_at, scene.now)}${next}`;
  return [...paragraph({ text, tone: "quiet" }, canvas), ...notes];
}

function serviceLine({ service }: StatusDocument, scene: Scene, canvas: Canvas): string[] {
  const notes = problemNotes(service, scene).flatMap((note) => paragraph(note, canvas));
  if (service.via === null || notes.length > 0) return notes;
  return paragraph(
    { text: `service ${service.via}: keeps the watcher running`, tone: "quiet" },
    canvas,
  );
}

function paragraph({ text, tone }: Cell, { width, paint }: Canvas): string[] {
  return wrap(visible(text), width).map((line) => paint(tone, line));
}
