import type { Document } from "../../core/tasks/document.ts";
import { headWord } from "../../core/tasks/head-word.ts";
import type { JournaledBase } from "../../ledger/writes.ts";

/** A field of a task, its headings, or its being there; without a key: the workstream's head. */
export type Place = Pick<JournaledBase, "key" | "field">;

export const nameOf = ({ key, field }: Place): string => JSON.stringify([key, field]);

/** What a task file says at a place; undefined: nothing. */
export type WordAt = (place: Place) => string | null | undefined;

export function wordsInFile(document: Document, path: string): WordAt {
  const tasks = new Map<string, Document["tasks"][number]>();
  for (const task of document.tasks) if (!tasks.has(task.key)) tasks.set(task.key, task);
  return ({ key, field }) => {
    if (key === "") return headWord(path, document.workstream);
    const task = tasks.get(key);
    if (field === "task") return task ? "here" : "gone";
    return field === "group" ? task && JSON.stringify(task.group) : task?.says[field]?.word;
  };
}
