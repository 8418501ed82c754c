import type { Document, Edit, Format, Sections, TaskInFile } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { readStatus } from "../core/tasks/task.ts";
import {
  hasHalf,
  readItems,
  type Item,
  type Items,
  type ListFile,
  type Surroundings,
} from "./checkbox-items.ts";
import { formatOf } from "./format.ts";
import { findFrontmatter, opensFrontmatter } from "./frontmatter.ts";
import { newOpen, scan } from "./scan.ts";
import { changedPart, sectionsOf, type ChangedPart, type Part } from "./sections.ts";
import { findId } from "./task-id.ts";

/**
 * Reads a checkbox list. A box that cannot show a status does not deny it: `[ ]` also stands for blocked
 * and, where the file uses no `[/]`, for in progress.
 */
export function readCheckboxes(path: string, text: string, format: Format): Document {
  const file = { path, text, format };
  const whole = wholePart(text);
  const usesHalf = hasHalf(text, whole);
  const items = readItems(file, whole, usesHalf);
  const sections = () => wholeSections(text, items);
  return documentOf(file, items, { usesHalf, title: items.title, sections });
}

/** All of a list: what stands behind its frontmatter. */
export function wholePart(text: string): Part {
  const frontmatter = findFrontmatter(text);
  const from = frontmatter?.after ?? (text.startsWith("\uFEFF") ? 1 : 0);
  return { from, to: text.length, line: frontmatter?.line ?? 1, above: [] };
}

/** The sections of a whole list. */
export function wholeSections(
  text: string,
  { title, cuts, findings }: Pick<Surroundings, "title" | "cuts" | "findings">,
): Sections | null {
  // What is said of a line can only be said again by reading it.
  if (findings.length > 0) return null;
  // A first line `---` waits for its end: any later line may be it.
  if (findFrontmatter(text) === null && opensFrontmatter(text)) return null;
  const [first, ...more] = cuts;
  const list = first ? [{ ...first, at: 0, line: 1 }, ...more] : [];
  return { title, list: sectionsOf(text, list, text.length) };
}

/** A list of which only a part has been read: the tasks from the one at `place` on. */
export type PartRead = { document: Document; place: number; replaced: number };

/** Reads of a list what has changed since its sections were kept; null where all of it has to be read. */
export function readChangedCheckboxes(
  path: string,
  text: string,
  known: Sections,
): PartRead | null {
  const changed = changedPart(text, known);
  if (!changed) return null;
  const { part, first, after } = changed;
  const format = formatOf(path, text.slice(part.from, part.to));
  if (format === "workplan") return null;
  const before = known.list.slice(0, first);
  const behind = known.list.slice(after);
  const halves = (sections: Sections["list"]) => sections.reduce((all, one) => all + one.halves, 0);
  const usesHalf = halves(known.list) > 0;
  const file = { path, text, format };
  const items = readItems(file, part, usesHalf);
  if (!joins(items, changed, known)) return null;
  if (halves(before) + items.halves + halves(behind) > 0 !== usesHalf) return null;
  const document = documentOf(file, items, {
    usesHalf,
    title: known.title,
    sections: () => ({
      title: known.title,
      list: [...before, ...sectionsOf(text, items.cuts, part.to), ...behind],
    }),
  });
  const tasksIn = (sections: Sections["list"]) => sections.reduce((all, one) => all + one.tasks, 0);
  return {
    document,
    place: tasksIn(before),
    replaced: tasksIn(known.list.slice(first, after)),
  };
}

/** Whether what stands around the part still means what it meant. */
function joins(
  { end, findings, title }: Items,
  { after, first }: ChangedPart,
  known: Sections,
): boolean {
  if (findings.length > 0 || end.literal) return false;
  // Where no heading stands above, the file's first one may be another now.
  if (known.list[first]?.above.length === 0 && title !== known.title) return false;
  const next = known.list[after];
  return !next || JSON.stringify(next.above) === JSON.stringify(end.headings);
}

export function documentOf(
  file: ListFile,
  { tasks, items, titles, withoutId, findings }: Items,
  {
    usesHalf,
    title,
    sections,
  }: { usesHalf: boolean; title: string | null; sections: Document["sections"] },
): Document {
  const { path, text, format } = file;
  // Made for the first edit: most readings of a long list come to none, or to few.
  let places: Map<TaskInFile, number> | null = null;
  const spanOf = (task: TaskInFile) => {
    places ??= new Map(tasks.map((one, place) => [one, place]));
    const place = places.get(task) ?? -1;
    const [item, span] = [items[place], titles[place]];
    if (!item || !span) throw new RangeError(`the task ${task.key} is not of this document`);
    return { item, title: span };
  };
  return {
    format,
    text,
    workstream: { key: workstreamKey(path, format), title, status: null, hubId: null },
    tasks,
    sections,
    findings: [...findings, ...withoutId.map((item) => noId(path, item.line))],
    writeField(task, field, value) {
      const span = spanOf(task);
      const { item } = span;
      if (field === "status") {
        const word = boxFor(value, usesHalf);
        return word === null ? null : { start: item.box, end: item.boxEnd, text: word, word };
      }
      if (field !== "title" || !reads(text, item, span.title, value, task.key, format)) return null;
      return { ...span.title, text: value, word: value };
    },
    writeHubId: () => null,
    writeWorkstreamHubId: () => null,
    writeWorkstreamKey: () => null,
    writeWorkstreamStatus: () => null,
    writeBlockIds: (ids) => withoutId.map((item) => blockIdEdit(item, ids)),
  };
}

/** Whether the item's line, with the value in the title's place, is the same task with that title. */
function reads(
  text: string,
  item: Item,
  title: { start: number; end: number },
  value: string,
  key: string,
  format: Format,
): boolean {
  const from = text.lastIndexOf("\n", item.box) + 1;
  const line = text.slice(from, title.start) + value + text.slice(title.end, item.end);
  // Without its indentation, which means something only below the lines above.
  const alone = line.replace(/^[\uFEFF \t]+/, "");
  const [again, ...more] = scan(alone, { from: 0, to: alone.length, line: 1 }, newOpen());
  if (again?.kind !== "item" || more.length > 0) return false;
  const content = alone.slice(again.start, again.end);
  const id = findId(content, format);
  return id?.id === key && content.slice(id.start, id.end) === value;
}

/** The box that shows a status best; null: the word is no status. */
export function boxFor(value: string, usesHalf: boolean): string | null {
  const status = readStatus(value);
  if (status === null) return null;
  return { todo: " ", in_progress: usesHalf ? "/" : " ", blocked: " ", done: "x", cancelled: "-" }[
    status
  ];
}

/** An OpenSpec change keeps its id when it is archived; any other file is named by its path. */
function workstreamKey(path: string, format: Format): string {
  const change =
    /(?:^|\/)openspec\/changes\/(?:archive\/\d{4}-\d{2}-\d{2}-)?([^/]+)\/tasks\.md$/.exec(
      path,
    )?.[1];
  return format === "openspec" && change !== undefined ? change : path;
}

const blockIdEdit = (item: Item, ids: Iterator<string>): Edit => ({
  start: item.end,
  end: item.end,
  text: ` ^${ids.next().value as string}`,
});

const noId = (file: string, line: number): Finding => ({
  code: "C-17",
  file,
  line,
  message: "this task has no id, so it does not sync",
  mend: "write an id in front (T1: …), or run: sync-hooks check --fix --ids",
});
