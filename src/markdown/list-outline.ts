import type { Document, Format } from "../core/tasks/document.ts";
import { readItems, readKeys, type ListFile } from "./checkbox-items.ts";
import { documentOf, wholePart, wholeSections } from "./checkbox.ts";
import type { Cut } from "./sections.ts";

/** A long list whose tasks are read part by part, so that no more than one part of them is held in memory. */
export type ListOutline = {
  /** The list without its tasks. */
  document: Document;
  /** Of all tasks, in the file's order. Where one stands twice, its tasks have to be seen together. */
  keys: readonly string[];
  parts: readonly OutlinePart[];
  /** Whether `[/]` stands anywhere in the file. */
  usesHalf: boolean;
};

/** Where a part begins, and how many tasks it has. */
export type OutlinePart = Pick<Cut, "at" | "line" | "above"> & { count: number };

/** Outlines a list; the parts have at least `size` tasks each, but for the last. */
export function outlineList(path: string, text: string, format: Format, size: number): ListOutline {
  const file = { path, text, format };
  const whole = wholePart(text);
  const { keys, ...around } = readKeys(file, whole);
  const usesHalf = around.halves > 0;
  const like = { usesHalf, title: around.title, sections: () => wholeSections(text, around) };
  const nothing = { ...around, tasks: [], items: [], titles: [], withoutId: [], findings: [] };
  const parts = partsOf(around.cuts, size);
  return { document: documentOf(file, nothing, like), keys, parts, usesHalf };
}

function partsOf(cuts: readonly Cut[], size: number): OutlinePart[] {
  const parts: OutlinePart[] = [];
  for (const { at, line, above, tasks } of cuts) {
    const last = parts.at(-1);
    if (last && last.count < size) last.count += tasks;
    else parts.push({ at, line, above, count: tasks });
  }
  return parts;
}

/** What can be handed to whoever reads the parts. */
export type OutlinedList = ListFile & {
  title: string | null;
} & Pick<ListOutline, "parts" | "usesHalf">;

/** The documents of the parts, one after the other, each read when it is asked for. */
export function* readParts(list: OutlinedList): Generator<Document, void> {
  const { text, title, parts, usesHalf } = list;
  for (const [index, { at: from, line, above }] of parts.entries()) {
    const to = parts[index + 1]?.at ?? text.length;
    const items = readItems(list, { from, to, line, above }, usesHalf);
    yield documentOf(list, items, { usesHalf, title, sections: () => null });
  }
}

export const outlinedList = (
  path: string,
  { document: { text, format, workstream }, parts, usesHalf }: ListOutline,
): OutlinedList => ({ path, text, format, title: workstream.title, parts, usesHalf });
