import type { DispatchDocument } from "../../actions/dispatch/dispatch.ts";
import type { Tone } from "./paint.ts";
import { drawNote, table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { fit, visible } from "./text.ts";
import { age } from "./time.ts";

type Workstream = DispatchDocument["active_workstreams"][number];
type Task = Workstream["pending_tasks"][number];

const columns: readonly Column[] = [
  { header: "", align: "left", rank: 2, least: 4, cut: "end" },
  { header: "", align: "left", rank: 1, least: 16, cut: "end" },
  { header: "", align: "left", rank: 3, least: 6, cut: "end" },
  { header: "", align: "left", rank: 4, least: 6, cut: "end" },
];

/** What to work on next, for a person: the goal, then each workstream's tasks in order, then the open questions. */
export function dispatchText(document: DispatchDocument, now: Date, canvas: Canvas): string {
  const { active_workstreams: active, counts } = document;
  const { paint, width } = canvas;
  const line = (tone: Tone, text: string) => paint(tone, fit(visible(text), width, "end"));
  const synced = `synced ${age(document.last_state_synced_at, now)}`;
  const goal = document.active_goal?.title ?? "none (sync-hooks goal set TITLE)";
  const blocks = [
    `${line("strong", document.repo_slug)}\n${line("plain", `goal: ${goal}`)}\n${line("quiet", synced)}`,
    ...active.map((one) => workstreamBlock(one, canvas, line)),
    ...more(counts.workstreams - active.length, "workstream", line),
    ...questions(document, now, canvas),
  ];
  if (active.length === 0) blocks.push(line("good", "nothing is open"));
  return `${blocks.join("\n\n")}\n`;
}

function workstreamBlock(
  { title, workplan_file: file, counts, ...one }: Workstream,
  canvas: Canvas,
  line: (tone: Tone, text: string) => string,
): string {
  const rows = [
    ...one.pending_tasks.map((task) => row(task, "plain")),
    ...one.blocked_tasks.map((task) => row(task, "quiet")),
    ...one.needs_human_tasks.map((task) => row(task, "warn")),
  ];
  const open = counts.pending + counts.blocked + counts.needs_human;
  return [
    line("strong", title),
    line("quiet", file),
    table(columns, rows, canvas).trimEnd(),
    ...more(open - rows.length, "task", line),
  ].join("\n");
}

function row(task: Task, tone: Tone): Row {
  const state = task.needs_human ? "for a person" : (task.status ?? "unknown status");
  const texts = [task.key, task.title, state, task.priority ?? ""];
  return { cells: texts.map((text): Cell => ({ text, tone })), notes: [] };
}

const more = (count: number, noun: string, line: (tone: Tone, text: string) => string): string[] =>
  count > 0 ? [line("quiet", `… and ${count} more ${noun}${count === 1 ? "" : "s"}`)] : [];

function questions(
  { human_interventions: asked }: DispatchDocument,
  now: Date,
  canvas: Canvas,
): string[] {
  if (asked.length === 0) return [];
  const notes = asked.flatMap(({ id, title, task_key: key, created_at: at }) =>
    drawNote(
      {
        text: `${key === null ? "" : `${key}: `}${title} (${age(at, now)}, ${id})`,
        tone: "plain",
      },
      canvas,
    ),
  );
  return [[canvas.paint("warn", "waiting for a person"), ...notes].join("\n")];
}
