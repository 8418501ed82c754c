import { fingerprinter, type Fingerprinter } from "../fingerprint.ts";
import { groupText, type TaskInFile } from "./document.ts";
import { fields } from "./task.ts";

/**
 * What a file's tasks said, in the file's order, when nothing was left to do about them but for the
 * `restless` ones. As long as task, hub row and base stay as they were then, nothing has to be planned for a
 * task: of a long list only the changed tasks are looked at.
 */
export type Snapshot = {
  keys: readonly string[];
  /** A fingerprint of each task's words and headings, 53 bits. */
  prints: Float64Array;
  /** Where each stood in the hub's order. */
  positions: Float64Array;
  /** The keys that have to be looked at again in any case: a conflict waits, a word is not understood. */
  restless: readonly string[];
};

/** The keys of the tasks that may need something: changed, new, gone, standing twice, or restless. */
export function changedKeys(
  snapshot: Snapshot,
  tasks: readonly TaskInFile[],
  prints: Float64Array,
): Set<string> {
  const changed = new Set(snapshot.restless);
  const { keys } = snapshot;
  const isSame = (before: number, now: number) =>
    keys[before] === tasks[now]?.key && snapshot.prints[before] === prints[now];
  const shorter = Math.min(keys.length, tasks.length);
  let head = 0;
  while (head < shorter && isSame(head, head)) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(keys.length - tail - 1, tasks.length - tail - 1))
    tail += 1;
  const before = new Map<string, number>();
  for (let index = head; index < keys.length - tail; index += 1)
    before.set(keys[index] ?? "", index);
  for (let index = head; index < tasks.length - tail; index += 1) {
    const { key } = tasks[index] ?? { key: "" };
    const old = before.get(key);
    // Met a second time, the key is no longer there to be found.
    if (old !== undefined && snapshot.prints[old] === prints[index]) before.delete(key);
    else changed.add(key);
  }
  for (const key of before.keys()) changed.add(key);
  return changed;
}

/** Whether the same tasks stand in the same order as when the snapshot was taken. */
export const isSameOrder = ({ keys }: Snapshot, tasks: readonly TaskInFile[]): boolean =>
  keys.length === tasks.length && tasks.every(({ key }, index) => key === keys[index]);

/** The fingerprints of all tasks: of everything in the file by which a plan for the task could turn out differently. */
export function fingerprints(tasks: readonly TaskInFile[]): Float64Array {
  const prints = new Float64Array(tasks.length);
  const print = fingerprinter();
  for (const [index, task] of tasks.entries()) {
    print.add(groupText(task.group));
    addWords(print, task);
    prints[index] = print.end();
  }
  return prints;
}

function addWords(print: Fingerprinter, { says }: TaskInFile): void {
  for (const field of fields) {
    const stated = says[field];
    if (!stated) {
      print.add("\u0000-");
      continue;
    }
    const { word, value, also } = stated;
    print.add("\u0000");
    print.add(word ?? "\u0001");
    if (value !== word) {
      print.add("\u0002");
      print.add(value ?? "\u0001");
    }
    for (const other of also) {
      print.add("\u0003");
      print.add(other);
    }
  }
}
