import type { Document, TaskInFile } from "../core/tasks/document.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";

/** Rows by the task behind which they go: the last one below the same headings, else the last one of all. */
export function byAnchor(
  document: Document,
  rows: readonly HubTask[],
): Map<TaskInFile | null, HubTask[]> {
  const lastOf = new Map(document.tasks.map((task) => [JSON.stringify(task.group), task]));
  const last = document.tasks.at(-1) ?? null;
  const anchored = new Map<TaskInFile | null, HubTask[]>();
  for (const row of rows) {
    const anchor = lastOf.get(row.group) ?? last;
    anchored.set(anchor, [...(anchored.get(anchor) ?? []), row]);
  }
  return anchored;
}

/** The lines of a text with their line ends, so that joining them gives the text. */
export const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

export const lineEndOf = (line: string): string => /\r?\n$/.exec(line)?.[0] ?? "";
