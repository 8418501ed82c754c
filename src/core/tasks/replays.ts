import type { TaskInFile } from "./document.ts";
import type { Bases, HubTask, TaskBase } from "./plan-types.ts";
import { agree, fields, state, type Field, type Stated } from "./task.ts";

/** A word that the hub has gone on from; `rev`: how often the field had changed by then. */
export type PassedWord = { field: Field; word: string | null; rev: number };

/** A field of which the file has a new word, and the hub has the agreed one, but has had others since. */
export type Suspect = { key: string; field: Field; rowId: string; says: Stated; base: TaskBase };

/** The fields, by the task's key, of which the file may say what is older than the hub's word. */
export type Replays = ReadonlyMap<string, ReadonlySet<Field>>;

/** Most often there is none, and nobody has to be asked what the hub has said. */
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
      if (!base || !says || base.rev === row.revs[field]) return [];
      const isAlone = base.markdown !== says.word && base.hub === word;
      return isAlone ? [{ key, field, rowId: row.id, says, base }] : [];
    });
  });
}

/** Those of the fields of which the hub has said what the file says now, and gone on from it, since the base. */
export function replaysAmong(
  suspects: readonly Suspect[],
  passed: ReadonlyMap<string, readonly PassedWord[]>,
): Replays {
  const replays = new Map<string, Set<Field>>();
  for (const { key, field, rowId, says, base } of suspects) {
    const words = passed.get(rowId) ?? [];
    const isReplayed = words.some(
      (one) => one.field === field && one.rev > base.rev && agree(says, state(field, one.word)),
    );
    if (isReplayed) replays.set(key, (replays.get(key) ?? new Set()).add(field));
  }
  return replays;
}
