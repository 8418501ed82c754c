import { groupText, type Document, type TaskInFile } from "./document.ts";
import { mergeExistence, type ExistenceBase } from "./existence.ts";
import {
  closeConflicts,
  basesAfterRemoval,
  existenceOf,
  hubEdited,
  forgetBases,
  markdownEdited,
  moveExistence,
  planAbsent,
} from "./plan-existence.ts";
import { hold, hubWord, planField, planGroup, refuse } from "./plan-field.ts";
import { dubiousHead, keptLines } from "./findings.ts";
import { planPositions } from "./plan-positions.ts";
import type {
  HubTask,
  TaskBases,
  TaskWords,
  WorkstreamHead,
  WorkstreamInput,
  WorkstreamPlan,
} from "./plan-types.ts";
import { headWord } from "./head-word.ts";
import { planAppend } from "./plan-append.ts";
import { planCompletion } from "./plan-completion.ts";
import { isStorable } from "./storable.ts";
import { fields, type Field } from "./task.ts";

/** The keys that the file no longer holds while the hub still does: HEAD has to be asked for them. */
export function absentKeys(input: Pick<WorkstreamInput, "document" | "bases" | "rows">): string[] {
  const present = new Set(input.document.tasks.map((task) => task.key));
  return [...input.bases.keys()].filter(
    (key) =>
      !present.has(key) && input.bases.get(key)?.task?.markdown === "here" && input.rows.has(key),
  );
}

/**
 * Decides everything that one workstream's file and rows need, and does nothing: edits of the file,
 * writes to the hub, conflicts, and the bases to set once those are confirmed.
 */
export function planWorkstream(input: WorkstreamInput): WorkstreamPlan {
  const plan: WorkstreamPlan = {
    head: planHead(input),
    edits: [],
    hub: [],
    conflicts: [],
    bases: [],
    positions: [],
    findings: [],
    settled: true,
    restless: [],
  };
  for (const finding of dubiousHead(input.file, input.document)) refuse(plan, finding);
  if (plan.head) {
    const said = headWord(input.file, input.document.workstream);
    plan.bases.push({
      key: "",
      field: "task",
      base: { markdown: said, hub: said, rev: 0 },
      after: "hub",
    });
  }
  const tasks = new Map<string, TaskInFile>();
  const repeated = new Map<string, TaskInFile[]>();
  for (const task of input.document.tasks) {
    const first = tasks.get(task.key);
    if (!first) tasks.set(task.key, task);
    else if (repeated.has(task.key)) repeated.get(task.key)?.push(task);
    else repeated.set(task.key, [first, task]);
  }
  for (const [key, task] of tasks) {
    const same = repeated.get(key);
    if (same) watchRest(plan, input, key, reportDuplicates, same);
    else watchRest(plan, input, key, planTask, task);
  }
  const due: HubTask[] = [];
  for (const key of new Set([...input.bases.keys(), ...input.rows.keys()]))
    if (key !== "" && !tasks.has(key)) watchRest(plan, input, key, planAbsent, { key, due });
  planAppend(plan, input, due);
  planCompletion(plan, input);
  closeOrphans(plan, input);
  return plan;
}

/** A conflict that was met in this file, about a row that somebody has deleted. */
function closeOrphans(plan: WorkstreamPlan, { open, rows, file }: WorkstreamInput): void {
  const met = open.filter((conflict) => conflict.file === file);
  if (met.length === 0) return;
  const ids = new Set([...rows.values()].map(({ id }) => id));
  for (const { id, taskId } of met)
    if (!ids.has(taskId)) plan.conflicts.push({ kind: "close", id, chosen: null });
}

/** Title and status of a workstream go one way: the hub follows the file where the file has changed. */
function planHead(input: WorkstreamInput): WorkstreamHead | null {
  const { title, status } = input.document.workstream;
  const said = input.bases.get("")?.task?.markdown;
  return input.known && said === headWord(input.file, input.document.workstream)
    ? null
    : { title: storableOrNull(title), status: storableOrNull(status) };
}

const storableOrNull = (word: string | null) => (word !== null && isStorable(word) ? word : null);

/**
 * Plans for one task, and notes its key where it needs another look: it is reported, waits, or its line is still to be
 * written.
 */
function watchRest<Of>(
  plan: WorkstreamPlan,
  input: WorkstreamInput,
  key: string,
  work: (plan: WorkstreamPlan, input: WorkstreamInput, of: Of) => void,
  of: Of,
): void {
  const before = noted(plan);
  const { settled } = plan;
  plan.settled = true;
  work(plan, input, of);
  if (!plan.settled || noted(plan) > before) plan.restless.push(key);
  plan.settled &&= settled;
}

const noted = ({ findings, conflicts, edits }: WorkstreamPlan) =>
  findings.length + conflicts.length + edits.length;

/**
 * The order goes one way, from the file to the hub: the new positions of the tasks that stand elsewhere there,
 * or nowhere yet. `standing` gives the position of a key that the hub knows.
 */
export function planOrder(
  document: Pick<Document, "tasks">,
  standing: (key: string) => number | null,
): ReadonlyMap<string, number> {
  const keys = [...new Set(document.tasks.map(({ key }) => key))];
  const moves = planPositions(keys.map(standing), { step: 1, above: null });
  const order = new Map<string, number>();
  for (const [index, position] of moves) order.set(keys[index] ?? "", position);
  return order;
}

const unknown: TaskBases = {};
const onBothSides: ExistenceBase = { markdown: "here", hub: "here" };

function planTask(plan: WorkstreamPlan, input: WorkstreamInput, task: TaskInFile): void {
  const { key } = task;
  const row = input.rows.get(key);
  const position = input.order.get(key);
  // What the file has and the hub does not know is added, whatever was agreed on.
  if (!row) return planAdd(plan, input.file, task, position ?? 0);
  if (position !== undefined) plan.positions.push({ id: row.id, position });
  const known = input.bases.get(key) ?? unknown;
  const bases = basesAfterRemoval(known, task);
  const decision = mergeExistence({
    base: existenceOf(bases),
    markdown: "here",
    hub: row.removed ? "removed" : "here",
    edited: { markdown: markdownEdited(bases, task), hub: hubEdited(bases, row) },
    lead: input.lead,
  });
  if (decision.kind === "keep-lines") {
    closeConflicts(plan, input, row);
    plan.findings.push(keptLines(input.file, task));
    // A later edit of the lines has something to be told by.
    for (const field of fields) {
      const says = task.says[field];
      if (!bases[field] && says && says.value !== null)
        plan.bases.push({
          key,
          field,
          base: { markdown: says.word, hub: row.words[field], rev: row.revs[field] },
          after: "hub",
        });
    }
    const to = { markdown: "here", hub: "removed", rev: row.revs.task } as const;
    return moveExistence(plan, key, bases, to);
  }
  const change: TaskWords = {};
  for (const field of fields) planField(plan, input, { task, row, bases, field, change });
  forgetBases(plan, key, known, bases);
  planGroup(plan, { task, row, bases, change });
  const revived = decision.kind === "revive";
  if (revived || Object.keys(change).length > 0)
    plan.hub.push({
      kind: "change",
      id: row.id,
      rev: row.rev,
      words: change,
      removal: revived ? "clear" : "keep",
      placing: "keep",
    });
  moveExistence(plan, key, bases, { ...onBothSides, rev: row.revs.task + Number(revived) });
}

/** How a new row says nothing, where the file's own word is not understood. */
const unsaid: Record<Field, string | null> = {
  status: null,
  title: "",
  priority: null,
  needs_human: "false",
};

/** A task that the hub does not know: every field goes there as the file says it. */
function planAdd(plan: WorkstreamPlan, file: string, task: TaskInFile, position: number): void {
  const group = groupText(task.group);
  const words: TaskWords = { group };
  for (const field of fields) {
    const says = task.says[field];
    if (!says) continue;
    const word = says.value === null ? unsaid[field] : hubWord(field, says.value);
    words[field] = word;
    if (says.value === null) hold(plan, file, task, field, says);
    // A status that nobody gave the row is no edit by itself; any other word there could be one.
    if (says.value === null && field === "status") continue;
    plan.bases.push({
      key: task.key,
      field,
      base: { markdown: says.word, hub: word, rev: 0 },
      after: "hub",
    });
  }
  plan.hub.push({ kind: "add", key: task.key, words, position });
  if (group !== "[]")
    plan.bases.push({
      key: task.key,
      field: "group",
      base: { markdown: group, hub: group, rev: 0 },
      after: "hub",
    });
  moveExistence(plan, task.key, unknown, { ...onBothSides, rev: 0 });
}

function reportDuplicates(
  plan: WorkstreamPlan,
  { file }: WorkstreamInput,
  tasks: readonly TaskInFile[],
): void {
  const lines = tasks.map((task) => task.line).join(", ");
  for (const task of tasks)
    refuse(plan, {
      code: "C-03",
      file,
      line: task.line,
      message: `the id "${task.key}" stands on lines ${lines}; none of them syncs`,
      mend: "give each task an id of its own",
    });
}
