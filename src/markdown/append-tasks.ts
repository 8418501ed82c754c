import { splice, type Document, type Edit, type TaskInFile } from "../core/tasks/document.ts";
import type { Appended, HubTask } from "../core/tasks/plan-types.ts";
import { fields, state } from "../core/tasks/task.ts";
import { appendItems } from "./append-items.ts";
import { appendBlocks } from "./append-blocks.ts";
import { readDocument } from "./read.ts";

/**
 * The edit that appends tasks behind the last one of their group (else the last of all), written as that one is
 * written. Null where the file cannot hold one of them so, proved by reading the edited text again: every
 * task that was there is unchanged, and each new one says what its row says. `hubIds`: with its hub id, where the format
 * can hold one.
 */
export function appendTasks(
  path: string,
  document: Document,
  rows: readonly HubTask[],
  wanted: { hubIds: boolean },
): Appended | null {
  const edits =
    document.format === "workplan"
      ? appendBlocks(document, rows, wanted)
      : appendItems(document, rows);
  if (!edits) return null;
  const tasks = readBack(path, document, edits, rows);
  return tasks && { edits, tasks };
}

function readBack(
  path: string,
  document: Document,
  edits: readonly Edit[],
  rows: readonly HubTask[],
): TaskInFile[] | null {
  const reading = readDocument(path, splice(document.text, edits));
  if (reading.kind !== "document") return null;
  const wanted = new Map(rows.map((row) => [row.key, row]));
  const added = reading.document.tasks.filter(({ key }) => wanted.has(key));
  const others = reading.document.tasks.filter(({ key }) => !wanted.has(key));
  const same = JSON.stringify(others.map(content)) === JSON.stringify(document.tasks.map(content));
  if (!same || added.length !== rows.length) return null;
  return added.every((task) => saysSame(task, wanted.get(task.key))) ? added : null;
}

const content = ({ key, says, group, hubId }: TaskInFile) => [key, says, group, hubId];

function saysSame(task: TaskInFile, row: HubTask | undefined): boolean {
  if (!row) return false;
  return fields.every((field) => {
    const says = task.says[field];
    const hub = state(field, row.words[field]);
    return !says || hub.value === null || says.value === hub.value || says.also.includes(hub.value);
  });
}
