import { groupText, type TaskInFile } from "./document.ts";
import type { Finding } from "./finding.ts";
import { mergeField } from "./merge.ts";
import { differs, dubiousWord, unwritable } from "./findings.ts";
import type {
  ConflictWrite,
  HubTask,
  OpenConflict,
  TaskBase,
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
  const rev = row.revs[field];
  const waiting = input.open.find(
    (conflict) => conflict.taskId === row.id && conflict.field === field,
  );
  const decision = mergeField({
    base,
    markdown,
    hub,
    agree: agree(markdown, hub),
    replayed: input.replays.get(task.key)?.has(field) === true,
    policy: input.policy,
    lead: input.lead,
  });
  const move = (to: TaskBase): void => {
    plan.bases.push({ key: task.key, field, base: to, after: "hub" });
  };
  // As the hub would spell what the file says.
  const spelled = () => hubWord(field, markdown.value ?? "");
  const editHub = (): void => {
    const word = spelled();
    change[field] = word;
    move({ markdown: markdown.word, hub: word, rev: word === hub.word ? rev : rev + 1 });
  };
  const editMarkdown = (): void => {
    const edit = input.document.writeField(task, field, hub.value ?? "");
    if (!edit) return refuse(plan, unwritable(input.file, task, field, row.words[field]));
    plan.edits.push({ start: edit.start, end: edit.end, text: edit.text });
    plan.bases.push({
      key: task.key,
      field,
      base: { markdown: edit.word, hub: hub.word, rev },
      // Both say the same in it: what the hub says else once the write is undone is its news, also nothing.
      before:
        base?.markdown === markdown.word ? base : { markdown: markdown.word, hub: spelled(), rev },
      after: "file",
    });
  };
  if (waiting && decision.kind !== "conflict" && decision.kind !== "hold") {
    const stands = decision.kind === "edit-markdown" ? hub : markdown;
    plan.conflicts.push({
      kind: "close",
      id: waiting.id,
      chosen: choiceThatStands(waiting, stands),
    });
  }
  switch (decision.kind) {
    case "nothing":
      // The hub has said something else in between.
      return base && base.rev !== rev ? move({ ...base, rev }) : undefined;
    case "move-base":
      return move({ markdown: markdown.word, hub: hub.word, rev });
    case "edit-hub":
      return editHub();
    case "edit-markdown":
      return editMarkdown();
    case "hold":
      return hold(plan, input.file, task, field, markdown.value === null ? markdown : hub);
    case "conflict": {
      const met = { ...place, base, markdown, hub, file: input.file };
      const same = waiting && isSame(waiting, wordsOf(met)) ? waiting : undefined;
      const chosen = same?.chosen ?? decision.take;
      plan.conflicts.push(...conflictWrites(met, waiting, same, chosen));
      if (chosen === "markdown") return editHub();
      if (chosen === "hub") return editMarkdown();
      return refuse(
        plan,
        differs(input.file, task, field, { markdown: markdown.word, hub: hub.word }),
      );
    }
  }
}

/** What somebody has chosen, where the sides have come to it by themselves; else the choice is of no use any more. */
const choiceThatStands = (
  { chosen, field, markdown, hub }: OpenConflict,
  stands: Stated,
): "markdown" | "hub" | null =>
  chosen !== null && agree(stands, state(field, { markdown, hub }[chosen])) ? chosen : null;

type Met = FieldPlace & { base: TaskBase | null; markdown: Stated; hub: Stated; file: string };

/** What a conflict's row holds: the hub's word, and what the file's word means; a box's `x` would tell nobody much. */
const wordsOf = ({ base, markdown, hub }: Met) => ({
  base: base?.hub ?? null,
  markdown: markdown.value,
  hub: hub.word,
});

const isSame = (waiting: OpenConflict, words: ReturnType<typeof wordsOf>) =>
  waiting.markdown === words.markdown && waiting.hub === words.hub;

function conflictWrites(
  met: Met,
  waiting: OpenConflict | undefined,
  same: OpenConflict | undefined,
  chosen: "markdown" | "hub" | null,
): ConflictWrite[] {
  const { row, task, field, file } = met;
  if (same && chosen !== null) return [{ kind: "close", id: same.id, chosen }];
  if (same)
    return same.file === file && same.line === task.line
      ? []
      : [{ kind: "move", id: same.id, line: task.line }];
  const open = {
    kind: "open",
    taskId: row.id,
    rev: row.rev,
    field,
    ...wordsOf(met),
    line: task.line,
    chosen,
  } as const;
  // A choice was made about the values that it was shown: where one has moved on, it is asked again. The
  // waiting row keeps what it saw, a new one holds what stands now.
  return waiting ? [{ kind: "close", id: waiting.id, chosen: null }, open] : [open];
}

/** Headings go one way: the hub follows the file where the file has moved the task. */
export function planGroup(plan: WorkstreamPlan, place: Omit<FieldPlace, "field">): void {
  const { task, row, bases, change } = place;
  const group = groupText(task.group);
  if ((bases.group?.markdown ?? "[]") === group) return;
  if (row.group !== group) change.group = group;
  plan.bases.push({
    key: task.key,
    field: "group",
    base: { markdown: group, hub: group, rev: 0 },
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
