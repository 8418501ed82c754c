import type { TaskBase } from "../../core/tasks/plan-types.ts";
import { isField } from "../../core/tasks/task.ts";
import type { BaseChange } from "../../ledger/bases.ts";
import type { JournaledBase, JournaledWrite } from "../../ledger/writes.ts";
import type { CommittedWords } from "./committed-words.ts";
import { nameOf, type Place, type WordAt } from "./words-in-file.ts";

export type UndoInput = {
  /** Writes of another hub's values wait for that hub. */
  hubId: string;
  /** The writes of one file that HEAD did not hold, oldest first. */
  writes: readonly JournaledWrite[];
  /** The first write that the file's bytes show to be undone; past the last one where they show none. */
  undone: number;
  /** Whether the file's bytes are those before a write, whatever a person had written on top of them meanwhile. */
  isBeforeWrite: boolean;
  /** Whether the file is as the last write left it. */
  stands: boolean;
  /** What the file says now. */
  inFile: WordAt;
  hasStayed: CommittedWords["hasStayed"];
  isNews: CommittedWords["isNews"];
  isOthers: CommittedWords["isOthers"];
  isOwn: CommittedWords["isOwn"];
  isHeld: CommittedWords["isHeld"];
  wasHeld: CommittedWords["wasHeld"];
  areIdsHeld: CommittedWords["areIdsHeld"];
  /** What is agreed on now. */
  base: (workstream: string, place: Place) => TaskBase | null;
};

export type UndoPlan = {
  restore: { workstream: string; changes: BaseChange[] }[];
  keep: JournaledWrite[];
};

/**
 * Decides what became of the writes of one file. A value that HEAD holds is the file's own. One that was undone
 * gets its earlier base back: because the file's bytes are earlier ones, or because the field says again what it
 * said before the write, or what HEAD says, while others have changed the file since. A base that has moved on
 * since the write belongs to a later edit and stays.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const plan: UndoPlan = { restore: [], keep: [] };
  const provisional = input.writes.map((write) => ({
    ...write,
    // What gave the file back what was committed then was never anything else than that.
    bases: write.bases.filter(
      (base) =>
        !input.isHeld(base, base.after.markdown) && !input.wasHeld(base, base.after.markdown),
    ),
  }));
  const reached = new Map<string, TaskBase | null>();
  const first = firstBack(input.inFile, provisional);
  // Says what it said before this write, or before an earlier one, or what HEAD says, unless somebody here said that.
  const isBack = (entry: JournaledBase, index: number) =>
    !input.stands &&
    !input.isOwn(entry) &&
    (input.hasStayed(entry) ||
      input.isOthers(entry) ||
      (first.get(nameOf(entry)) ?? index + 1) <= index);
  // The newest write first, so that the oldest base is the one that stays.
  for (const [index, write] of [...provisional.entries()].toReversed()) {
    const isUndone = index >= input.undone;
    const foreign = write.hubId !== input.hubId;
    const changes: BaseChange[] = [];
    const kept: JournaledBase[] = [];
    for (const entry of write.bases) {
      // What somebody has committed here over a write is a person's, whatever it was before.
      const isGone = (isUndone && !input.isOwn(entry)) || (!foreign && isBack(entry, index));
      if (!isGone) {
        if (foreign || !isCommitted(input, entry)) kept.push(entry);
        continue;
      }
      if (foreign) continue;
      const { key, field, before, after } = entry;
      const name = JSON.stringify([write.workstream, key, field]);
      const now = reached.has(name) ? reached.get(name) : input.base(write.workstream, entry);
      if (now?.markdown !== after.markdown) continue;
      reached.set(name, before);
      const base = earlierBase(input, entry);
      if (base !== undefined) changes.push({ key, field, base });
    }
    if (changes.length > 0) plan.restore.push({ workstream: write.workstream, changes });
    const idsMissing = !isUndone && !input.areIdsHeld(write.hubIds);
    if (kept.length > 0 || idsMissing) plan.keep.unshift({ ...write, bases: kept });
  }
  return plan;
}

/**
 * The bases that have to move after a write. Where its process died around it: all where the file shows that it was
 * written, else those of the fields that say what only the write has said. In any case those of which a commit since has
 * said that, though the file was put back. One that is no longer what it was before the write belongs to a later edit
 * and stays.
 */
export function planConfirm(
  { bases, isConfirmed }: Pick<JournaledWrite, "bases" | "isConfirmed">,
  file: {
    stands: boolean;
    inFile: WordAt;
    hasCome: CommittedWords["hasCome"];
    base: (place: Place) => TaskBase | null;
  },
): BaseChange[] {
  // A file is written as a whole: where one field says what the write has said, and none what stood there before,
  // the others have been edited on top of it.
  const telling = bases.filter(({ before, after }) => before?.markdown !== after.markdown);
  const isWritten =
    file.stands ||
    (telling.some((entry) => file.inFile(entry) === entry.after.markdown) &&
      telling.every((entry) => file.inFile(entry) !== entry.before?.markdown));
  return bases.flatMap((entry) => {
    const { key, field, before, after } = entry;
    const isNew = before?.markdown !== after.markdown && file.inFile(entry) === after.markdown;
    const isShown = !isConfirmed && (isWritten || isNew);
    const now = file.base(entry);
    const isBefore =
      now?.markdown === before?.markdown && now?.hub === before?.hub && now?.rev === before?.rev;
    return isBefore && (isShown || file.hasCome(entry, after.markdown))
      ? [{ key, field, base: after }]
      : [];
  });
}

/** The base that an undone write gives back; undefined: none. */
function earlierBase(input: UndoInput, entry: JournaledBase): TaskBase | null | undefined {
  const { before, after, field } = entry;
  const word = input.inFile(entry);
  // Whoever deleted the task need not have seen the value: it counts as the hub's news, which beats a deletion.
  if (word === before?.markdown || word === undefined) return before;
  // Nor need others have seen it, whose commits have come over it.
  if (input.isOthers(entry)) return before;
  // A person who wrote yet another word after the write, and committed that, undid nothing. But a word that stood
  // there before is nobody's news: the edit that stood on top of it is gone with the write.
  const isOld = input.isBeforeWrite || input.hasStayed(entry);
  if (!isOld || !before) return undefined;
  // The edit may have reached the hub, so what the hub said before the write is no measure of its news either.
  return { markdown: word, hub: isField(field) ? word : before.hub, rev: after.rev };
}

/**
 * Whether a person has committed another word over the write's, which is then the file's own: noted at once, since a run
 * that dies now has seen the commit, and not what it says.
 */
const isCommitted = ({ inFile, isNews }: UndoInput, entry: JournaledBase) =>
  inFile(entry) !== entry.after.markdown && isNews(entry);

/** By place: the first of the writes before which a field said what it says now again. */
function firstBack(
  inFile: WordAt,
  writes: readonly Pick<JournaledWrite, "bases">[],
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const [index, { bases }] of writes.entries())
    for (const entry of bases) {
      const word = inFile(entry);
      const isBefore = entry.before?.markdown === word && entry.after.markdown !== word;
      const name = nameOf(entry);
      if (entry.before && isBefore && !first.has(name)) first.set(name, index);
    }
  return first;
}
