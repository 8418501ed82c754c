import type { TaskInFile } from "./document.ts";
import type { Bases, HubTask, TaskBase } from "./plan-types.ts";
import { agree, fields, state, type Field, type Stated } from "./task.ts";

/** A word that the hub has said of a field and gone on from; `rev`: how often the field had changed by then. */
export type PassedWord = { field: Field; word: string | null; rev: number };

/** A field of which the file alone says something new, and the hub has said more than one thing. */
export type Suspect = { key: string; field: Field; rowId: string; says: Stated; base: TaskBase };

/** The fields, by the task's key, of which the file may say what is older than the hub's word. */
export type Replays = ReadonlyMap<string, ReadonlySet<Field>>;

/**
 * Finds the fields that a plan would take for edits of the file alone. Most often there is none, and nobody has to be asked
 * what the hub has said.
 */
export function findSuspects(
  tasks: readonly TaskInFile[],
  bases: Bases,
  rows: ReadonlyMap<string, HubTask>,
): Suspect[] {
  if (rows.size === 0) return [];
  return tasks.flatMap(({ key, says: all }) => {
    const [known, row] = [bases.get(key), rows.get(key)];
    if (!known || !row) return [];
    return fields.flatMap((field) => {
      const [base, says, word] = [known[field], all[field], row.words[field]];
      const isAlone = base && says && base.markdown !== says.word && base.hub === word;
      if (!isAlone || row.revs[field] === 0 || agree(says, state(field, word))) return [];
      return [{ key, field, rowId: row.id, says, base }];
    });
  });
}

/**
 * Whether the hub has said what the file says now, and gone on from it: `unmet` where this checkout was never told of that,
 * `met` where it was. Then an edit that is made here is newer; what somebody else has committed may not be.
 */
export function passedBy(
  { field, says, base }: Suspect,
  passed: readonly PassedWord[],
): "unmet" | "met" | null {
  const revs = passed
    .filter((one) => one.field === field && agree(says, state(field, one.word)))
    .map(({ rev }) => rev);
  if (revs.length === 0) return null;
  return Math.max(...revs) > base.rev ? "unmet" : "met";
}
