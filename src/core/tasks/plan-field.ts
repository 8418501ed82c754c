import type { TaskInFile } from "./document.ts";
import type { Finding } from "./finding.ts";
import { mergeField, type Base } from "./merge.ts";
import { differs, dubiousWord, unwritable } from "./findings.ts";
import type {
  ConflictWrite,
  HubTask,
  OpenConflict,
  TaskBases,
  TaskWords,
  WorkstreamInput,
  WorkstreamPlan,
} from "./plan-types.ts";
import { agree, state, type Field, type Stated } from "./task.ts";

export type FieldPlace = {
  task: TaskInFile;
  row: HubTask;
  bases: TaskBases;
  field: Field;
  change: TaskWords;
};

/** Plans one field of a task that both sides hold. */
export function planField(plan: WorkstreamPlan, input: WorkstreamInput, place: FieldPlace): void {
  const { task, row, bases, field, change } = place;
  const markdown = task.says[field];
  if (!markdown) return;
  const hub = state(field, row.words[field]);
  const base = bases[field] ?? null;
  const waiting = input.open.find(
    (conflict) => conflict.taskId === row.id && conflict.field === field,
  );
  const decision = mergeField({
    base,
    markdown,
    hub,
    agree: agree(markdown, hub),
    policy: input.policy,
  });
  const move = (words: Base): void => {
    plan.bases.push({ key: task.key, field, base: words, after: "hub" });
  };
  const editHub = (): void => {
    const word = hubWord(field, markdown.value ?? "");
    change[field] = word;
    move({ markdown: markdown.word, hub: word });
  };
  const editMarkdown = (): void => {
    const edit = input.document.writeField(task, field, hub.value ?? "");
    if (!edit) return refuse(plan, unwritable(input.file, task, field, row.words[field]));
    plan.edits.push({ start: edit.start, end: edit.end, text: edit.text });
    plan.bases.push({
      key: task.key,
      field,
      base: { markdown: edit.word, hub: hub.word },
      before: { markdown: markdown.word, hub: base?.hub === hub.word ? null : (base?.hub ?? null) },
      after: "file",
    });
  };
  if (waiting && decision.kind !== "conflict" && decision.kind !== "hold")
    plan.conflicts.push({ kind: "close", id: waiting.id, chosen: waiting.chosen });
  switch (decision.kind) {
    case "nothing":
      return;
    case "move-base":
      return move({ markdown: markdown.word, hub: hub.word });
    case "edit-hub":
      return editHub();
    case "edit-markdown":
      return editMarkdown();
    case "hold":
      return hold(plan, input.file, task, field, markdown.value === null ? markdown : hub);
    case "conflict": {
      const chosen = waiting?.chosen ?? decision.take;
      plan.conflicts.push(...conflictWrites({ ...place, base, markdown, hub }, waiting, chosen));
      if (chosen === "markdown") return editHub();
      if (chosen === "hub") return editMarkdown();
      return refuse(
        plan,
        differs(input.file, task, field, { markdown: markdown.word, hub: hub.word }),
      );
    }
  }
}

function conflictWrites(
  place: FieldPlace & { base: Base | null; markdown: Stated; hub: Stated },
  waiting: OpenConflict | undefined,
  chosen: "markdown" | "hub" | null,
): ConflictWrite[] {
  const { row, task, field } = place;
  const words = {
    base: place.base?.hub ?? null,
    markdown: place.markdown.word,
    hub: place.hub.word,
  };
  if (waiting) {
    const same = waiting.markdown === words.markdown && waiting.hub === words.hub;
    if (same) return chosen === null ? [] : [{ kind: "close", id: waiting.id, chosen }];
    // One side has moved on: the waiting row keeps what it saw, a new one holds what stands now.
    return [
      { kind: "close", id: waiting.id, chosen: waiting.chosen },
      { kind: "open", taskId: row.id, rev: row.rev, field, ...words, line: task.line, chosen },
    ];
  }
  return [{ kind: "open", taskId: row.id, rev: row.rev, field, ...words, line: task.line, chosen }];
}

/** Headings go one way: the hub follows the file where the file has moved the task. */
export function planGroup(plan: WorkstreamPlan, place: Omit<FieldPlace, "field">): void {
  const { task, row, bases, change } = place;
  const group = JSON.stringify(task.group);
  if ((bases.group?.markdown ?? "[]") === group) return;
  if (row.group !== group) change.group = group;
  plan.bases.push({
    key: task.key,
    field: "group",
    base: { markdown: group, hub: group },
    after: "hub",
  });
}

/** How the hub spells a value: no priority is NULL there. */
export const hubWord = (field: Field, value: string): string | null =>
  field === "priority" && value === "" ? null : value;

export function hold(
  plan: WorkstreamPlan,
  file: string,
  task: TaskInFile,
  field: Field,
  says: Stated,
): void {
  refuse(plan, dubiousWord(file, task, field, says.word));
}

export function refuse(plan: WorkstreamPlan, finding: Finding): void {
  plan.findings.push(finding);
  plan.settled = false;
}
