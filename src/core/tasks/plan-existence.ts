import type { TaskInFile } from "./document.ts";
import type { ExistenceBase } from "./existence.ts";
import { mergeExistence } from "./existence.ts";
import { goneFromFile, hubOnly } from "./findings.ts";
import type {
  BaseField,
  HubTask,
  TaskBases,
  WorkstreamInput,
  WorkstreamPlan,
} from "./plan-types.ts";
import { agree, fields, state } from "./task.ts";

/** Plans for a task that the hub or the bases know and the file does not hold; one that is to be appended joins `due`. */
export function planAbsent(
  plan: WorkstreamPlan,
  input: WorkstreamInput,
  { key, due }: { key: string; due: HubTask[] },
): void {
  const bases = input.bases.get(key) ?? {};
  const row = input.rows.get(key);
  const base = existenceOf(bases);
  // Still in HEAD, or HEAD not known: the file is in the middle of an edit.
  if (base?.markdown === "here" && row && input.inHead?.has(key) !== false) {
    plan.settled = false;
    return;
  }
  const decision = mergeExistence({
    base,
    markdown: "gone",
    hub: !row ? "missing" : row.removed ? "removed" : "here",
    edited: {
      markdown: false,
      hub:
        row !== undefined &&
        (hubEdited(bases, row) || wasHadBack(bases, row) || isDisputed(input, row)),
    },
    lead: input.lead,
  });
  if (!row) {
    for (const field of Object.keys(bases) as BaseField[])
      plan.bases.push({ key, field, base: null, after: "hub" });
    return;
  }
  closeConflicts(plan, input, row);
  const isRemoved = decision.kind === "remove";
  if (isRemoved) {
    const { id, rev } = row;
    plan.hub.push({ kind: "change", id, rev, words: {}, removal: "mark", placing: "keep" });
    plan.findings.push(goneFromFile(input.file, row));
  }
  if (decision.kind === "hub-only" && input.appending?.ids.has(row.id)) {
    due.push(row);
    return;
  }
  if (decision.kind === "hub-only") plan.findings.push(hubOnly(input.file, row));
  // What was agreed on stands, for the task's return.
  if (base !== null)
    moveExistence(plan, key, bases, {
      markdown: "gone",
      hub: isRemoved || row.removed ? "removed" : "here",
      rev: row.revs.task + Number(isRemoved),
    });
}

/** Somebody wants it in the hub who knew that it was removed: a file that says so once more need not have heard of that. */
const wasHadBack = ({ task }: TaskBases, row: HubTask): boolean =>
  !row.removed && task?.markdown === "here" && task.rev !== row.revs.task;

/** What both sides have never agreed on counts as an edit of the hub's: removing the task would bury it. */
const isDisputed = (input: WorkstreamInput, row: HubTask) =>
  !row.removed && input.open.some(({ taskId }) => taskId === row.id);

/** Where one side no longer has the task there is nothing left to choose between. */
export function closeConflicts(plan: WorkstreamPlan, input: WorkstreamInput, row: HubTask): void {
  for (const { id, taskId } of input.open)
    if (taskId === row.id) plan.conflicts.push({ kind: "close", id, chosen: null });
}

export const existenceOf = (bases: TaskBases): ExistenceBase | null =>
  bases.task
    ? {
        markdown: bases.task.markdown === "here" ? "here" : "gone",
        hub: bases.task.hub === "here" ? "here" : "removed",
      }
    : null;

/**
 * The bases of a task that the hub had removed for a while. Words that were noted meanwhile and differ were never
 * agreed on: as long as the file says its one still, nobody knows whether it or the hub's, of then or of now, is right.
 */
export function basesAfterRemoval(bases: TaskBases, task: TaskInFile): TaskBases {
  if (existenceOf(bases)?.hub !== "removed") return bases;
  const after: TaskBases = { ...bases };
  for (const field of fields) {
    const [base, says] = [bases[field], task.says[field]];
    if (!base || !says || base.markdown !== says.word) continue;
    if (!agree(says, state(field, base.hub))) delete after[field];
  }
  return after;
}

/** From now on the task is on both sides: bases that the removal took the sense from are forgotten for good. */
export function forgetBases(
  plan: WorkstreamPlan,
  key: string,
  known: TaskBases,
  after: TaskBases,
): void {
  for (const field of fields) {
    if (after[field] === known[field]) continue;
    const moved = plan.bases.some((move) => move.key === key && move.field === field);
    if (!moved) plan.bases.push({ key, field, base: null, after: "hub" });
  }
}

export function moveExistence(
  plan: WorkstreamPlan,
  key: string,
  bases: TaskBases,
  to: ExistenceBase & { rev: number },
): void {
  const { task } = bases;
  if (task?.markdown === to.markdown && task.hub === to.hub && task.rev === to.rev) return;
  plan.bases.push({ key, field: "task", base: to, after: "hub" });
}

export const markdownEdited = (bases: TaskBases, task: TaskInFile) =>
  fields.some((field) => {
    const [base, says] = [bases[field], task.says[field]];
    return base !== undefined && says !== undefined && base.markdown !== says.word;
  });

export const hubEdited = (bases: TaskBases, row: HubTask) =>
  fields.some((field) => bases[field] !== undefined && bases[field].hub !== row.words[field]);
