import { mergeField, type Base, type Policy } from "./merge.ts";
import type { ConflictWrite, OpenConflict } from "./plan-types.ts";
import { readStatus, state, statuses, type Stated, type Status } from "./task.ts";

/** The hub's task as the rules see it: `word` is its status. */
export type MirroredTask = { id: string; key: string; rev: number; word: string | null };

/** The words that another table has for the statuses; one that is not named is spelt as the hub spells it. */
export type TableWords = Partial<Record<Status, string>>;

export type TablePlan = {
  /** Set in the hub, where the task still has `rev`. */
  toHub: { id: string; rev: number; status: string; base: Base }[];
  /** Set in the table, where it still says `from`. `completed`: what to do with the time of completion. */
  toTable: {
    id: string;
    key: string;
    from: string | null;
    to: string;
    completed: "set" | "clear";
    base: Base;
  }[];
  /** Both sides mean the same; only the base is behind. */
  agreed: { id: string; base: Base }[];
  conflicts: ConflictWrite[];
  /** Words of the table that nobody understands: left alone on both sides. */
  unknown: { key: string; word: string }[];
};

/**
 * Plans how the hub's tasks and the rows of another table come to agree, by the same three-way rule as markdown
 * and hub: here the hub is what has been agreed with markdown, and the table stands where the hub stands there.
 * A task that the table does not have is left out.
 */
export function planTable(input: {
  tasks: readonly MirroredTask[];
  /** The table's status words by key. */
  rows: ReadonlyMap<string, string | null>;
  /** By the task's id; `markdown` is the hub's word and `hub` the table's. */
  bases: ReadonlyMap<string, Base>;
  words: TableWords;
  open: readonly OpenConflict[];
  policy: Policy;
}): TablePlan {
  const plan: TablePlan = { toHub: [], toTable: [], agreed: [], conflicts: [], unknown: [] };
  const open = new Map(input.open.map((conflict) => [conflict.taskId, conflict]));
  for (const task of input.tasks) {
    const word = input.rows.get(task.key);
    if (word === undefined) continue;
    const base = input.bases.get(task.id) ?? null;
    planTask(plan, task, { word, base, open: open.get(task.id), words: input.words }, input.policy);
    open.delete(task.id);
  }
  // Of a task or row that is gone, or that no longer belong together, there is nothing to decide.
  for (const { id } of open.values()) plan.conflicts.push({ kind: "close", id, chosen: null });
  return plan;
}

type Row = {
  word: string | null;
  base: Base | null;
  open: OpenConflict | undefined;
  words: TableWords;
};

function planTask(plan: TablePlan, task: MirroredTask, row: Row, policy: Policy): void {
  const [hub, table] = [state("status", task.word), stateInTable(row.word, row.words)];
  const decision = mergeField({
    base: row.base,
    markdown: hub,
    hub: table,
    agree: means(hub.value, table, row),
    replayed: false,
    policy,
    lead: "ask",
  });
  const close = (chosen: "markdown" | "hub" | null) => {
    if (row.open) plan.conflicts.push({ kind: "close", id: row.open.id, chosen });
  };
  switch (decision.kind) {
    case "nothing":
      return close(null);
    case "hold":
      if (table.value === null && row.word !== null)
        plan.unknown.push({ key: task.key, word: row.word });
      return;
    case "move-base":
      plan.agreed.push({ id: task.id, base: { markdown: task.word, hub: row.word } });
      return close(null);
    case "edit-hub":
      writeTable(plan, task, row);
      return close(null);
    case "edit-markdown":
      writeHub(plan, task, table, row);
      return close(null);
    case "conflict": {
      // A choice was made about the values that it was shown: where one has moved on, it is asked again.
      const same = isSame(row.open, task, row);
      const take = (same ? row.open?.chosen : null) ?? decision.take;
      if (take === "markdown") writeTable(plan, task, row);
      if (take === "hub") writeHub(plan, task, table, row);
      if (same) return take === null ? undefined : close(take);
      close(null);
      plan.conflicts.push(conflictOf(task, row, take));
    }
  }
}

const isSame = (open: OpenConflict | undefined, task: MirroredTask, row: Row) =>
  open !== undefined && open.markdown === task.word && open.hub === row.word;

const conflictOf = (
  task: MirroredTask,
  row: Row,
  chosen: "markdown" | "hub" | null,
): ConflictWrite => ({
  kind: "open",
  taskId: task.id,
  rev: task.rev,
  field: "status",
  base: row.base?.hub ?? null,
  markdown: task.word,
  hub: row.word,
  line: 1,
  chosen,
});

function writeTable(plan: TablePlan, task: MirroredTask, { word, words }: Row): void {
  const status = task.word === null ? null : readStatus(task.word);
  if (status === null) return;
  const to = words[status] ?? status;
  const completed = status === "done" ? "set" : "clear";
  const base = { markdown: task.word, hub: to };
  plan.toTable.push({ id: task.id, key: task.key, from: word, to, completed, base });
}

function writeHub(plan: TablePlan, task: MirroredTask, table: Stated, { word }: Row): void {
  if (table.value === null) return;
  const base = { markdown: table.value, hub: word };
  plan.toHub.push({ id: task.id, rev: task.rev, status: table.value, base });
}

/** The table's own words first; then what a person would read into them. */
function stateInTable(word: string | null, words: TableWords): Stated {
  if (word === null) return { word, value: null, also: [] };
  const named = statuses.filter((status) => words[status] === word);
  return { word, value: named[0] ?? readStatus(word), also: named };
}

/** One word of the table may stand for several statuses: none of those is a difference. */
const means = (value: string | null, table: Stated, { words }: Row): boolean =>
  value !== null &&
  table.value !== null &&
  (value === table.value ||
    table.also.some((one) => one === value) ||
    wordFor(value, words) === table.word);

const wordFor = (value: string, words: TableWords) => words[value as Status] ?? value;
