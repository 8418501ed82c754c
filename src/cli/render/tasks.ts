import type { TaskList, WorkstreamDocument } from "../../actions/tasks/list-tasks.ts";
import type { TaskDocument } from "../../actions/tasks/task-document.ts";
import { readStatus, type Status } from "../../core/tasks/task.ts";
import type { Tone } from "./paint.ts";
import { table, type Canvas, type Cell, type Column, type Row } from "./table.ts";
import { visible } from "./text.ts";
import { age } from "./time.ts";

const columns: readonly Column[] = [
  { header: "", align: "left", rank: 1, least: Infinity, cut: "end" },
  { header: "", align: "left", rank: 2, least: 6, cut: "end" },
  { header: "", align: "left", rank: 4, least: 4, cut: "end" },
  { header: "", align: "left", rank: 3, least: 16, cut: "end" },
];

const looks = {
  todo: { icon: "○", tone: "plain" },
  in_progress: { icon: "◐", tone: "strong" },
  blocked: { icon: "✖", tone: "bad" },
  done: { icon: "✔", tone: "good" },
  cancelled: { icon: "–", tone: "quiet" },
} as const satisfies Record<Status, { icon: string; tone: Tone }>;

/** The tasks under their workstreams, each with how far it and its headings have come. */
export function tasksText(list: TaskList, canvas: Canvas): string {
  if (list.tasks.length === 0) return "no task fits";
  const parts = list.workstreams.map((workstream) => {
    const own = list.tasks.filter(
      (task) => task.slug === workstream.slug && task.workstream === workstream.key,
    );
    return [heading(workstream, canvas), groups(workstream, canvas)].join("") + rows(own, canvas);
  });
  const more = list.next === null ? "" : `\nmore with: --after ${list.next}\n`;
  return parts.join("\n") + more;
}

function heading(workstream: WorkstreamDocument, { paint }: Canvas): string {
  const { slug, key, title, file, total, closed } = workstream;
  const name = paint("strong", visible(title === null || title === key ? key : `${key}  ${title}`));
  return `${name}  ${closed}/${total}  ${paint("quiet", visible(`${slug} ${file}`))}\n`;
}

function groups({ groups: all }: WorkstreamDocument, { paint }: Canvas): string {
  return all
    .map(({ path, total, closed }) => {
      const indent = "  ".repeat(path.length);
      return paint("quiet", visible(`${indent}${path.at(-1) ?? ""}  ${closed}/${total}`));
    })
    .map((line) => `${line}\n`)
    .join("");
}

const rows = (tasks: readonly TaskDocument[], canvas: Canvas) =>
  table(columns, tasks.map(taskRow), canvas);

function taskRow(task: TaskDocument): Row {
  const known = task.status === null ? null : readStatus(task.status);
  const { icon, tone } = known === null ? ({ icon: "?", tone: "warn" } as const) : looks[known];
  const marks = [
    ...(task.removed_at === null ? [] : ["removed"]),
    ...(task.needs_human ? ["needs a human"] : []),
  ];
  return {
    cells: [
      { text: icon, tone },
      { text: task.key, tone: "strong" },
      { text: task.priority ?? "", tone: "quiet" },
      { text: marks.length === 0 ? task.title : `${task.title}  (${marks.join(", ")})`, tone },
    ],
    notes: [],
  };
}

const factColumns: readonly Column[] = [
  { header: "", align: "left", rank: 2, least: Infinity, cut: "end" },
  { header: "", align: "left", rank: 1, least: 16, cut: "end" },
];

/** One task in full. */
export function taskText(task: TaskDocument, now: Date, canvas: Canvas): string {
  const facts: [string, string | null][] = [
    ["title", task.title],
    ["status", task.status ?? "the file's word is not known"],
    ["priority", task.priority],
    ["needs human", task.needs_human ? "yes" : null],
    ["workstream", `${task.slug} ${task.workstream}`],
    ["file", task.file],
    ["below", task.group.length === 0 ? null : task.group.join(" › ")],
    ["changed", `${age(task.updated_at, now)} (rev ${task.rev})`],
    ["completed", task.completed_at === null ? null : age(task.completed_at, now)],
    ["removed", task.removed_at === null ? null : age(task.removed_at, now)],
    ["hub id", task.id],
  ];
  const shown = facts.flatMap(([name, value]): Row[] => {
    if (value === null) return [];
    const cells: Cell[] = [
      { text: name, tone: "quiet" },
      { text: value, tone: "plain" },
    ];
    return [{ cells, notes: [] }];
  });
  return `${canvas.paint("strong", visible(task.key))}\n${table(factColumns, shown, canvas)}`;
}
