import type { Document, Edit, Format, TaskInFile } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { readStatus, type Stated, type Status } from "../core/tasks/task.ts";
import { findFrontmatter } from "./frontmatter.ts";
import { openHeadings } from "./headings.ts";
import { scan, type Block } from "./scan.ts";
import { findId, unusableId } from "./task-id.ts";

type Item = Extract<Block, { kind: "item" }>;

const statusOfBox: Readonly<Record<string, Status>> = {
  " ": "todo",
  x: "done",
  X: "done",
  "/": "in_progress",
  "-": "cancelled",
};

/**
 * Reads a checkbox list. A box that cannot show a status does not deny it: `[ ]` also stands for blocked
 * and, where the file uses no `[/]`, for in progress.
 */
export function readCheckboxes(path: string, text: string, format: Format): Document {
  const frontmatter = findFrontmatter(text);
  const from = frontmatter?.after ?? (text.startsWith("\uFEFF") ? 1 : 0);
  const headings = openHeadings(text);
  const found: { item: Item; group: readonly string[] }[] = [];
  for (const block of scan(text, from, frontmatter?.line ?? 1)) {
    if (block.kind === "heading") headings.enter(block);
    else if (block.kind === "item") found.push({ item: block, group: headings.path() });
  }
  const boxOf = (item: Item) => text.slice(item.box, item.boxEnd);
  const usesHalf = found.some(({ item }) => boxOf(item) === "/");
  const tasks: TaskInFile[] = [];
  const spans: { item: Item; title: { start: number; end: number } }[] = [];
  const withoutId: Item[] = [];
  const findings: Finding[] = [];
  for (const { item, group } of found) {
    const content = text.slice(item.start, item.end);
    const id = findId(content, format);
    const box = boxOf(item);
    if (!id) {
      if (box in statusOfBox) withoutId.push(item);
      continue;
    }
    const unusable = unusableId(path, item.line, id.id);
    if (unusable) {
      findings.push(unusable);
      continue;
    }
    const title = { start: item.start + id.start, end: item.start + id.end };
    const task: TaskInFile = {
      key: id.id,
      line: item.line,
      group,
      says: { status: readBox(box, usesHalf), title: stateTitle(text, title) },
      hubId: null,
    };
    tasks.push(task);
    spans.push({ item, title });
  }
  // Made for the first edit: most readings of a long list come to none, or to few.
  let places: Map<TaskInFile, number> | null = null;
  const spanOf = (task: TaskInFile) => {
    places ??= new Map(tasks.map((one, place) => [one, place]));
    const span = spans[places.get(task) ?? -1];
    if (!span) throw new RangeError(`the task ${task.key} is not of this document`);
    return span;
  };
  return {
    format,
    text,
    workstream: {
      key: workstreamKey(path, format),
      title: headings.first(),
      status: null,
      hubId: null,
    },
    tasks,
    findings: [...findings, ...withoutId.map((item) => noId(path, item.line))],
    writeField(task, field, value) {
      const { item, title } = spanOf(task);
      if (field === "status") {
        const word = boxFor(value, usesHalf);
        return word === null ? null : { start: item.box, end: item.boxEnd, text: word, word };
      }
      if (field !== "title" || !reads(text, item, title, value, task.key, format)) return null;
      return { ...title, text: value, word: value };
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
  const [again, ...more] = scan(alone, 0, 1);
  if (again?.kind !== "item" || more.length > 0) return false;
  const content = alone.slice(again.start, again.end);
  const id = findId(content, format);
  return id?.id === key && content.slice(id.start, id.end) === value;
}

const stateTitle = (text: string, { start, end }: { start: number; end: number }): Stated => {
  const word = text.slice(start, end);
  return { word, value: word, also: [] };
};

/** Every state of a box, made once: a list of 100,000 tasks shares them. */
const openBox: Stated = { word: " ", value: "todo", also: ["in_progress", "blocked"] };
const todoBox: Stated = { word: " ", value: "todo", also: ["blocked"] };
const halfBox: Stated = { word: "/", value: "in_progress", also: ["blocked"] };

function readBox(box: string, usesHalf: boolean): Stated {
  if (box === " ") return usesHalf ? todoBox : openBox;
  if (box === "/") return halfBox;
  return { word: box, value: statusOfBox[box] ?? null, also: [] };
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
