import type { CheckoutStatus, StatusDocument, TaskCounts } from "../../actions/status.ts";
import type { Severity } from "../../core/problem.ts";
import { freshnessCell, outcomeCell } from "./outcome.ts";
import type { Tone } from "./paint.ts";
import { tildePath } from "./path.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { visible, wrap } from "./text.ts";
import { age } from "./time.ts";

/** What a view needs beside the document: the present, and the home folder that `~` stands for. */
export type Scene = { now: Date; home: string | undefined };

const columns: readonly Column[] = [
  { header: "CHECKOUT", align: "left", rank: 1, least: 10, cut: "end" },
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
  return `${table(columns, rows, canvas)}\n${statusFooter(document, scene, canvas)}`;
}

/** The sums, the hub and the timer, each on a line of its own. */
export function statusFooter(document: StatusDocument, scene: Scene, canvas: Canvas): string {
  const { totals } = document;
  const counts: [number, string, Tone][] = [
    [totals.failing, "failing", "bad"],
    [totals.stale, "stale", "bad"],
    [totals.aging, "aging", "warn"],
    [totals.never, "never synced", "quiet"],
    [totals.paused, "paused", "quiet"],
    [totals.fresh, "fresh", "good"],
  ];
  const parts = counts
    .filter(([count]) => count > 0)
    .map(([count, word, tone]) => canvas.paint(tone, `${count} ${word}`));
  const total = totals.checkouts === 1 ? "1 checkout" : `${totals.checkouts} checkouts`;
  const lines = [`${total}: ${parts.join(", ")}`, ...tasksLine(totals.tasks)];
  if (!document.hub.online)
    lines.push(
      ...paragraph(
        { text: `⚠ hub offline: ${document.hub.error ?? "no answer"}`, tone: "warn" },
        canvas,
      ),
      ...paragraph(
        { text: "  tasks and conflicts are unknown until it answers", tone: "quiet" },
        canvas,
      ),
    );
  lines.push(...timerLine(document.timer, scene, canvas));
  return `${lines.join("\n")}\n`;
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
export function branchText(checkout: CheckoutStatus): string {
  if (checkout.dirty === null) return "";
  const parts = [checkout.branch ?? "(detached)"];
  if (checkout.ahead) parts.push(`↑${checkout.ahead}`);
  if (checkout.behind) parts.push(`↓${checkout.behind}`);
  if (checkout.dirty) parts.push("*");
  return parts.join(" ");
}

export const severityLooks = {
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
    notes: problemNotes(checkout),
  };
}

function problemNotes({ problem }: CheckoutStatus): Cell[] {
  if (problem === null) return [];
  const { icon, tone } = severityLooks[problem.severity];
  const what: Cell = { text: `${icon} ${problem.what}`, tone };
  return problem.mend === null ? [what] : [what, { text: `→ ${problem.mend}`, tone: "command" }];
}

function tasksLine(tasks: TaskCounts | null): string[] {
  const done = tasksDone(tasks);
  if (tasks === null || done === "") return [];
  const open = tasks.blocked > 0 ? `, ${tasks.blocked} blocked` : "";
  return [`tasks ${done} done, ${tasks.in_progress} in progress${open}`];
}

function timerLine(timer: StatusDocument["timer"], { now }: Scene, canvas: Canvas): string[] {
  if (timer.via === null) {
    const text = "⚠ no timer: what the hooks miss stays unsynced; run: sync-hooks timer install";
    return paragraph({ text, tone: "warn" }, canvas);
  }
  const next = timer.next_at === null ? "" : `, next sweep ${age(timer.next_at, now)}`;
  const text = `timer ${timer.via}: last sweep ${age(timer.last_at, now)}${next}`;
  return paragraph({ text, tone: "quiet" }, canvas);
}

function paragraph({ text, tone }: Cell, { width, paint }: Canvas): string[] {
  return wrap(visible(text), width).map((line) => paint(tone, line));
}
