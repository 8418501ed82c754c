import type { Format, TaskInFile } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { state, type Stated, type Status } from "../core/tasks/task.ts";
import { openHeadings, type OpenHeading } from "./headings.ts";
import { newOpen, scan, type Block } from "./scan.ts";
import { standsAlone, type Cut, type Part } from "./sections.ts";
import { findId, unusableId, type IdAndTitle } from "./task-id.ts";

export type Item = Extract<Block, { kind: "item" }>;
export type TitleSpan = { start: number; end: number };

/** What stands in a list, or in a part of it, besides its tasks. */
export type Surroundings = {
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

/** What stands in a list, or in a part of it. */
export type Items = Surroundings & {
  tasks: TaskInFile[];
  /** Of the task at the same place. */
  items: Item[];
  titles: TitleSpan[];
};

export type ListFile = { path: string; text: string; format: Format };

const tasksPerSection = 64;

/** Reads the boxes of a part. `usesHalf`: whether `[/]` stands anywhere in the file. */
export function readItems(file: ListFile, part: Part, usesHalf: boolean): Items {
  const { text } = file;
  const found: Pick<Items, "tasks" | "items" | "titles"> = { tasks: [], items: [], titles: [] };
  // Asked once for all: nearly no file holds a NUL.
  const stateTitle = text.slice(part.from, part.to).includes("\0") ? anyTitle : plainTitle;
  const surroundings = walkItems(file, part, (item, id, group) => {
    const title = { start: item.start + id.start, end: item.start + id.end };
    found.tasks.push({
      key: id.id,
      line: item.line,
      group,
      says: {
        status: readBox(text.slice(item.box, item.boxEnd), usesHalf),
        title: stateTitle(text, title),
      },
      hubId: null,
    });
    found.items.push(item);
    found.titles.push(title);
  });
  return { ...found, ...surroundings };
}

/** The keys of a part's tasks, in its order: far fewer objects than the tasks themselves. */
export function readKeys(file: ListFile, part: Part): Surroundings & { keys: string[] } {
  const keys: string[] = [];
  const surroundings = walkItems(file, part, (_, { id }) => keys.push(id));
  return { ...surroundings, keys };
}

function walkItems(
  { path, text, format }: ListFile,
  part: Part,
  take: (item: Item, id: IdAndTitle, group: readonly string[]) => void,
): Surroundings {
  const headings = openHeadings(text, part.above);
  const open = newOpen();
  const withoutId: Item[] = [];
  const findings: Finding[] = [];
  const cuts: Cut[] = [];
  let [tasks, halves] = [0, 0];
  const cut = (at: number, line: number) =>
    cuts.push({ at, line, tasks, halves, above: headings.open() });
  cut(part.from, part.line);
  for (const block of scan(text, part, open)) {
    if (block.kind === "fence") continue;
    if (tasks - (cuts.at(-1)?.tasks ?? 0) >= tasksPerSection) {
      // An empty heading or box begins where its line ends.
      const lineStart = text.lastIndexOf("\n", block.start - 1) + 1;
      if (standsAlone(text, lineStart)) cut(lineStart, block.line);
    }
    if (block.kind === "heading") {
      headings.enter(block);
      continue;
    }
    if (text[block.box] === "/" && block.boxEnd === block.box + 1) halves += 1;
    const id = findId(text.slice(block.start, block.end), format);
    if (!id) {
      if (text.slice(block.box, block.boxEnd) in statusOfBox) withoutId.push(block);
      continue;
    }
    const unusable = unusableId(path, block.line, id.id);
    if (unusable) {
      findings.push(unusable);
      continue;
    }
    take(block, id, headings.path());
    tasks += 1;
  }
  return {
    withoutId,
    findings,
    cuts: counted(cuts, tasks, halves),
    title: headings.first(),
    halves,
    end: { literal: open.literal !== null, headings: headings.open() },
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

const plainTitle = (text: string, { start, end }: TitleSpan): Stated => {
  const word = text.slice(start, end);
  return { word, value: word, also: nothingElse };
};

const anyTitle = (text: string, { start, end }: TitleSpan): Stated =>
  state("title", text.slice(start, end));

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
