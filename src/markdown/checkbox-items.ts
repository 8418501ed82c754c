import type { Format, TaskInFile } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import type { Stated, Status } from "../core/tasks/task.ts";
import { openHeadings, type OpenHeading } from "./headings.ts";
import { newOpen, scan, type Block } from "./scan.ts";
import { standsAlone, type Cut, type Part } from "./sections.ts";
import { findId, unusableId } from "./task-id.ts";

export type Item = Extract<Block, { kind: "item" }>;
export type TitleSpan = { start: number; end: number };

/** What stands in a list, or in a part of it. */
export type Items = {
  tasks: TaskInFile[];
  /** Of the task at the same place. */
  items: Item[];
  titles: TitleSpan[];
  withoutId: Item[];
  findings: Finding[];
  /** The first heading. */
  title: string | null;
  cuts: Cut[];
  /** Boxes that say `[/]`. */
  halves: number;
  /** What is open behind the part. */
  end: { literal: boolean; headings: readonly OpenHeading[] };
};

const tasksPerSection = 64;

/** Reads the boxes of a part. `usesHalf`: whether `[/]` stands anywhere in the file. */
export function readItems(
  file: { path: string; text: string; format: Format },
  part: Part,
  usesHalf: boolean,
): Items {
  const { path, text, format } = file;
  const headings = openHeadings(text, part.above);
  const open = newOpen();
  const found: Pick<Items, "tasks" | "items" | "titles" | "withoutId" | "findings" | "cuts"> = {
    tasks: [],
    items: [],
    titles: [],
    withoutId: [],
    findings: [],
    cuts: [],
  };
  const { tasks, withoutId, findings, cuts } = found;
  let halves = 0;
  const cut = (at: number, line: number) =>
    cuts.push({ at, line, tasks: tasks.length, halves, above: headings.open() });
  cut(part.from, part.line);
  for (const block of scan(text, part, open)) {
    if (block.kind === "fence") continue;
    if (tasks.length - (cuts.at(-1)?.tasks ?? 0) >= tasksPerSection) {
      // An empty heading or box begins where its line ends.
      const lineStart = text.lastIndexOf("\n", block.start - 1) + 1;
      if (standsAlone(text, lineStart)) cut(lineStart, block.line);
    }
    if (block.kind === "heading") {
      headings.enter(block);
      continue;
    }
    const box = text.slice(block.box, block.boxEnd);
    if (box === "/") halves += 1;
    const id = findId(text.slice(block.start, block.end), format);
    if (!id) {
      if (box in statusOfBox) withoutId.push(block);
      continue;
    }
    const unusable = unusableId(path, block.line, id.id);
    if (unusable) {
      findings.push(unusable);
      continue;
    }
    const title = { start: block.start + id.start, end: block.start + id.end };
    tasks.push({
      key: id.id,
      line: block.line,
      group: headings.path(),
      says: { status: readBox(box, usesHalf), title: stateTitle(text, title) },
      hubId: null,
    });
    found.items.push(block);
    found.titles.push(title);
  }
  const end = { literal: open.literal !== null, headings: headings.open() };
  return {
    ...found,
    cuts: counted(cuts, tasks.length, halves),
    title: headings.first(),
    halves,
    end,
  };
}

/** Turns what stood above each cut into what stands between it and the next. */
function counted(cuts: readonly Cut[], tasks: number, halves: number): Cut[] {
  return cuts.map((cut, index) => {
    const next = cuts[index + 1] ?? { tasks, halves };
    return { ...cut, tasks: next.tasks - cut.tasks, halves: next.halves - cut.halves };
  });
}

/** Whether a box of the text says `[/]`. */
export function hasHalf(text: string, part: Part): boolean {
  if (!text.includes("[/]")) return false;
  for (const block of scan(text, part, newOpen()))
    if (block.kind === "item" && text.slice(block.box, block.boxEnd) === "/") return true;
  return false;
}

const statusOfBox: Readonly<Record<string, Status>> = {
  " ": "todo",
  x: "done",
  X: "done",
  "/": "in_progress",
  "-": "cancelled",
};

const nothingElse: readonly string[] = [];

const stateTitle = (text: string, { start, end }: TitleSpan): Stated => {
  const word = text.slice(start, end);
  return { word, value: word, also: nothingElse };
};

/** Every state of a box, made once: a list of 100,000 tasks shares them. */
const openBox: Stated = { word: " ", value: "todo", also: ["in_progress", "blocked"] };
const todoBox: Stated = { word: " ", value: "todo", also: ["blocked"] };
const halfBox: Stated = { word: "/", value: "in_progress", also: ["blocked"] };
const plainBoxes = new Map<string, Stated>(
  Object.entries(statusOfBox).map(([word, value]) => [word, { word, value, also: nothingElse }]),
);

function readBox(box: string, usesHalf: boolean): Stated {
  if (box === " ") return usesHalf ? todoBox : openBox;
  if (box === "/") return halfBox;
  return plainBoxes.get(box) ?? { word: box, value: null, also: nothingElse };
}
