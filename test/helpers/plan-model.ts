import { splice } from "../../src/core/tasks/document.ts";
import type { Policy } from "../../src/core/tasks/merge.ts";
import type {
  BaseField,
  HubTask,
  TaskBase,
  TaskBases,
  WorkstreamPlan,
} from "../../src/core/tasks/plan-types.ts";
import { planOrder, planWorkstream } from "../../src/core/tasks/plan.ts";
import { findSuspects, replaysAmong, type PassedWord } from "../../src/core/tasks/replays.ts";
import { readDocument } from "../../src/markdown/read.ts";
import { neverChanged, writtenRow } from "./hub-row.ts";

/** What one task is at one moment: in the file, in HEAD, in the hub, and when both last agreed. */
export type TaskState = {
  key: string;
  file: { status: string; title: string } | null;
  inHead: "yes" | "no" | "unknown";
  row: (Pick<HubTask, "removed" | "revs"> & { status: string | null; title: string }) | null;
  /** What the row has said and gone on from. */
  passed: readonly PassedWord[];
  bases: TaskBases;
};

/** A conflict row as a plan has written it. */
export type ModelConflict = {
  taskId: string;
  field: string;
  markdown: string | null;
  hub: string | null;
  open: boolean;
};

export type World = {
  tasks: readonly TaskState[];
  conflicts: ModelConflict[];
};

const path = "workplans/plan.md";

function textOf(tasks: readonly TaskState[]): string {
  const blocks = tasks.flatMap(({ key, file }) =>
    file ? [`## ${file.title}\n\n\`\`\`task\nid: ${key}\nstatus: ${file.status}\n\`\`\`\n`] : [],
  );
  return `---\nid: WP\n---\n\n# Plan\n\n${blocks.join("\n")}`;
}

const rowOf = ({ key, row }: TaskState, position: number): HubTask[] =>
  row
    ? [
        {
          id: `id-${key}`,
          key,
          rev: 1,
          group: '["Plan"]',
          position,
          removed: row.removed,
          words: { status: row.status, title: row.title, priority: null, needs_human: "false" },
          revs: row.revs,
        },
      ]
    : [];

/** Plans the tasks as one workplan. */
export function planOf(tasks: readonly TaskState[], policy: Policy): WorkstreamPlan {
  const reading = readDocument(path, textOf(tasks));
  if (reading.kind !== "document") throw new Error("the model's text does not read");
  const rows = new Map(tasks.flatMap(rowOf).map((row) => [row.key, row]));
  const head = JSON.stringify([path, "Plan", null]);
  const bases = new Map<string, TaskBases>([["", { task: { markdown: head, hub: head, rev: 0 } }]]);
  for (const { key, bases: own } of tasks) if (Object.keys(own).length > 0) bases.set(key, own);
  return planWorkstream({
    file: path,
    document: reading.document,
    bases,
    known: true,
    rows,
    order: planOrder(reading.document, (key) => rows.get(key)?.position ?? null),
    inHead: tasks.some(({ inHead }) => inHead === "unknown")
      ? null
      : new Set(tasks.flatMap(({ key, inHead }) => (inHead === "yes" ? [key] : []))),
    open: [],
    policy,
    lead: "ask",
    replays: replaysAmong(
      findSuspects(reading.document.tasks, bases, rows),
      new Map(tasks.map(({ key, passed }) => [`id-${key}`, passed])),
    ),
    appending: null,
    completion: "report",
  });
}

/** The world once a plan is carried out, as hub, file and ledger would do it. */
export function carryOut({ tasks, conflicts }: World, plan: WorkstreamPlan): World {
  const reading = readDocument(path, splice(textOf(tasks), plan.edits));
  if (reading.kind !== "document") throw new Error("the written text does not read");
  const written = new Map(reading.document.tasks.map((task) => [task.key, task.says]));
  const opened = plan.conflicts.flatMap((write) =>
    write.kind === "open"
      ? [
          {
            taskId: write.taskId,
            field: write.field,
            markdown: write.markdown,
            hub: write.hub,
            open: write.chosen === null,
          },
        ]
      : [],
  );
  return {
    conflicts: [...conflicts, ...opened],
    tasks: tasks.map((task) => {
      const says = written.get(task.key);
      return {
        ...task,
        file: says ? { status: says.status?.word ?? "", title: says.title?.word ?? "" } : null,
        row: rowAfter(task, plan),
        bases: basesAfter(task, plan),
      };
    }),
  };
}

function rowAfter(task: TaskState, plan: WorkstreamPlan): TaskState["row"] {
  let [row] = rowOf(task, 0);
  for (const write of plan.hub) {
    if (write.kind === "add") {
      const { status = null, title } = write.words;
      if (write.key === task.key)
        return { status, title: title ?? "", removed: false, revs: neverChanged };
    } else if (row && write.id === row.id) {
      const { group: _, ...words } = write.words;
      const removed = write.removal === "keep" ? row.removed : write.removal === "mark";
      row = writtenRow(row, { words, removed });
    }
  }
  if (!row) return null;
  const { words, removed, revs } = row;
  return { status: words.status, title: words.title ?? "", removed, revs };
}

function basesAfter({ key, bases }: TaskState, plan: WorkstreamPlan): TaskBases {
  const after: Partial<Record<BaseField, TaskBase>> = { ...bases };
  for (const move of plan.bases) {
    if (move.key !== key) continue;
    if (move.base === null) delete after[move.field];
    else after[move.field] = move.base;
  }
  return after;
}
