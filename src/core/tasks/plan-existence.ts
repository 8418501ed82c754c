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
  key: string,
  due: HubTask[],
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
    edited: { markdown: false, hub: row !== undefined && hubEdited(bases, row) },
    lead: input.lead,
  });
  if (!row) {
    for (const field of Object.keys(bases) as BaseField[])
      plan.bases.push({ key, field, base: null, after: "hub" });
    return;
  }
  closeConflicts(plan, input, row);
  const turn = (removal: "mark" | "clear") =>
    plan.hub.push({
      kind: "change",
      id: row.id,
      rev: row.rev,
      words: {},
      removal,
      placing: "keep",
    });
  if (decision.kind === "remove") turn("mark");
  if (decision.kind === "revive") turn("clear");
  if (decision.kind === "remove") plan.findings.push(goneFromFile(input.file, row));
  if (decision.kind === "hub-only" && input.appending?.ids.has(row.id)) {
    due.push(row);
    return;
  }
  if (decision.kind === "hub-only" || decision.kind === "revive")
    plan.findings.push(hubOnly(input.file, row));
  if (base === null) return;
  const removed = decision.kind === "remove" || decision.kind === "forget";
  const before = { markdown: "gone", hub: removed ? "removed" : "here" } as const;
  // From here on only a newer edit in the hub counts.
  if (base.markdown === "here" || decision.kind === "revive")
    for (const field of fields) {
      const known = bases[field];
      if (known && known.hub !== row.words[field])
        plan.bases.push({
          key,
          field,
          base: { markdown: known.markdown, hub: row.words[field] },
          after: "hub",
        });
    }
  moveExistence(plan, key, bases, before);
}

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
 * The bases of a task that one side did not have for a while. What has changed meanwhile on the other side was
 * noted and not carried over, so where they differ now, such a base tells of no agreement: after an absence from
 * the file the hub has changed, and of a task that the hub had removed nobody knows who is right.
 */
export function basesAfterAbsence(
  bases: TaskBases,
  task: TaskInFile,
  row: HubTask | undefined,
): TaskBases {
  const was = existenceOf(bases);
  if (!row || !was || (was.markdown === "here" && was.hub === "here")) return bases;
  const after: TaskBases = { ...bases };
  for (const field of fields) {
    const [base, says, word] = [bases[field], task.says[field], row.words[field]];
    if (!base || !says || base.hub !== word || agree(says, state(field, word))) continue;
    if (was.markdown === "gone")
      after[field] = { markdown: base.markdown, hub: word === null ? "" : null };
    else if (base.markdown === says.word) delete after[field];
  }
  return after;
}

/** From now on the task is on both sides: what an absence has taught of its bases has to outlast this run. */
export function keepAfterAbsence(
  plan: WorkstreamPlan,
  key: string,
  known: TaskBases,
  after: TaskBases,
): void {
  for (const field of fields) {
    if (after[field] === known[field]) continue;
    const moved = plan.bases.some(
      (move) => move.key === key && move.field === field && move.after === "hub",
    );
    if (!moved) plan.bases.push({ key, field, base: after[field] ?? null, after: "hub" });
  }
}

export function moveExistence(
  plan: WorkstreamPlan,
  key: string,
  bases: TaskBases,
  to: ExistenceBase,
): void {
  if (bases.task?.markdown === to.markdown && bases.task.hub === to.hub) return;
  plan.bases.push({ key, field: "task", base: to, after: "hub" });
}

export const markdownEdited = (bases: TaskBases, task: TaskInFile) =>
  fields.some((field) => {
    const [base, says] = [bases[field], task.says[field]];
    return base !== undefined && says !== undefined && base.markdown !== says.word;
  });

export const hubEdited = (bases: TaskBases, row: HubTask) =>
  fields.some((field) => bases[field] !== undefined && bases[field].hub !== row.words[field]);
