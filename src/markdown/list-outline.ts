import type { Document, Format } from "../core/tasks/document.ts";
import { readItems, readKeys } from "./checkbox-items.ts";
import { documentOf, wholePart, wholeSections } from "./checkbox.ts";
import type { Cut } from "./sections.ts";

/** A long list whose tasks are read part by part, so that no more than one part of them is held in memory. */
export type ListOutline = {
  /** The list without its tasks. */
  document: Document;
  /** Of all tasks, in the file's order. */
  keys: readonly string[];
  parts: readonly { count: number; read: () => Document }[];
};

/**
 * Outlines a list; the parts have at least `size` tasks each, but for the last. Null where an id stands twice: its
 * tasks have to be seen together.
 */
export function outlineList(
  path: string,
  text: string,
  format: Format,
  size: number,
): ListOutline | null {
  const file = { path, text, format };
  const whole = wholePart(text);
  const { keys, ...around } = readKeys(file, whole);
  if (new Set(keys).size < keys.length) return null;
  const usesHalf = around.halves > 0;
  const like = { usesHalf, title: around.title, sections: () => wholeSections(text, around) };
  const nothing = { ...around, tasks: [], items: [], titles: [], withoutId: [], findings: [] };
  const starts = startsOf(around.cuts, size);
  const parts = starts.map(({ at: from, line, above, count }, index) => ({
    count,
    read: () => {
      const to = starts[index + 1]?.at ?? whole.to;
      return documentOf(file, readItems(file, { from, to, line, above }, usesHalf), like);
    },
  }));
  return { document: documentOf(file, nothing, like), keys, parts };
}

/** Where each part begins, and how many tasks it has. */
function startsOf(cuts: readonly Cut[], size: number): (Cut & { count: number })[] {
  const starts: (Cut & { count: number })[] = [];
  for (const cut of cuts) {
    const last = starts.at(-1);
    if (last && last.count < size) last.count += cut.tasks;
    else starts.push({ ...cut, count: cut.tasks });
  }
  return starts;
}
