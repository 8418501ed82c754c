import type { Document, Edit, FieldEdit, TaskInFile } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { storable } from "../core/tasks/storable.ts";
import { state, type Field, type Stated } from "../core/tasks/task.ts";
import { findFrontmatter } from "./frontmatter.ts";
import { openHeadings } from "./headings.ts";
import { readHeading } from "./heading.ts";
import { newOpen, scan, type Block } from "./scan.ts";
import { unusableId } from "./task-id.ts";
import { readYamlMap, type YamlEntry, type YamlMap, type YamlProblem } from "./yaml-map.ts";
import { setYamlValue } from "./yaml-edit.ts";

type Heading = Extract<Block, { kind: "heading" }>;
type Span = { start: number; end: number };
/** A title is the part of a heading, its owner, that names the task. */
type Title = Span & { owner: Heading };
/** Where a task stands. Its YAML is read again where it is written: many are read for each that is. */
type Place = { task: TaskInFile; body: Span; title: Title | null };

const opensTask = (info: string) => info === "task" || /^task\s/.test(info);

/**
 * Reads a workplan: YAML frontmatter and fenced `task` blocks, each titled by the heading above (or its
 * own `title` key). Gives the problems instead where any of its YAML does not parse.
 */
export function readWorkplan(path: string, text: string): Document | readonly Finding[] {
  const frontmatter = findFrontmatter(text);
  const none: YamlMap = { entries: new Map(), flow: false };
  const head = frontmatter ? readYamlMap(text, frontmatter.start, frontmatter.end) : none;
  if ("message" in head) return [unparsable(path, text, head)];
  const from = frontmatter?.after ?? (text.startsWith("\uFEFF") ? 1 : 0);
  const unusable = unusableKey(path, text, head);
  if (unusable) return [unusable];
  const headings = openHeadings(text);
  const places: Place[] = [];
  const findings: Finding[] = [];
  const problems: Finding[] = [];
  const nullLike = (map: YamlMap, key: string, line: number) => {
    if (map.entries.get(key)?.nullLike) findings.push(nullLikeId(path, line, key));
  };
  nullLike(head, "state_hub_workstream_id", 1);
  for (const block of scan(
    text,
    { from, to: text.length, line: frontmatter?.line ?? 1 },
    newOpen(),
  )) {
    if (block.kind === "heading") headings.enter(block);
    if (block.kind !== "fence" || !opensTask(block.info)) continue;
    const map = readYamlMap(text, block.start, block.end);
    if ("message" in map) {
      problems.push(unparsable(path, text, map));
      continue;
    }
    const id = map.entries.get("id");
    if (!id || id.word === null || id.complex) {
      findings.push(noId(path, block.line));
      continue;
    }
    const unusableTask = unusableId(path, block.line, id.word);
    if (unusableTask) {
      findings.push(unusableTask);
      continue;
    }
    nullLike(map, "state_hub_task_id", block.line);
    const heading = map.entries.has("title") ? null : headings.innermost();
    const title = heading && titleSpan(text, heading, id.word);
    const task: TaskInFile = {
      key: id.word,
      line: block.line,
      group: heading ? headings.parents() : headings.path(),
      says: readFields(text, map, title),
      hubId: hubId(map, "state_hub_task_id"),
    };
    places.push({ task, body: { start: block.start, end: block.end }, title });
  }
  if (problems.length > 0) return problems;
  const placeOf = findPlaces(places);
  const headSpan = frontmatter && { start: frontmatter.start, end: frontmatter.end };
  const setInHead = (key: string, value: string): Edit | null =>
    headSpan && setYamlValue(text, headSpan, key, value, key === "id" ? null : "id");
  return {
    format: "workplan",
    text,
    workstream: {
      key: head.entries.get("id")?.word ?? null,
      title: head.entries.get("title")?.word ?? headings.first(),
      status: head.entries.get("status")?.word ?? null,
      hubId: hubId(head, "state_hub_workstream_id"),
    },
    tasks: places.map(({ task }) => task),
    findings,
    sections: () => null,
    writeField(task, field, value) {
      const { body, title, shares } = placeOf(task);
      if (field === "title" && title !== null)
        // A heading over several blocks names them all; none of them may rename the others.
        return shares === 1 ? headingEdit(text, title, task.key, value) : null;
      if (field === "title" && !task.says.title) return null;
      const word = value === "" ? null : value;
      const edit = setYamlValue(text, body, field, word, "id");
      return edit && { ...edit, word };
    },
    writeHubId: (task, id) => setYamlValue(text, placeOf(task).body, "state_hub_task_id", id, "id"),
    writeWorkstreamHubId: (id) => setInHead("state_hub_workstream_id", id),
    writeWorkstreamKey: (key) =>
      setInHead("id", key) ?? newFrontmatter(text, frontmatter !== null, key),
    writeWorkstreamStatus: (status) => setInHead("status", status),
    writeBlockIds: () => [],
  };
}

/** Asked for in the hub: a word that no database takes would end the question. */
function hubId({ entries }: YamlMap, key: string): string | null {
  const word = entries.get(key)?.word ?? null;
  return word === null ? null : storable(word);
}

/** Where the workplan's own id cannot be used, none of its tasks has a place in the hub. */
function unusableKey(path: string, text: string, { entries }: YamlMap): Finding | null {
  const id = entries.get("id");
  return id && id.word !== null ? unusableId(path, lineAt(text, id.start), id.word) : null;
}

/** Finds the place of a task, and how many share its heading: of most files no task is written. */
function findPlaces(places: readonly Place[]): (task: TaskInFile) => Place & { shares: number } {
  let found: { byTask: Map<TaskInFile, Place>; shares: Map<Heading | undefined, number> } | null =
    null;
  const find = () => {
    const shares = new Map<Heading | undefined, number>();
    for (const { title } of places) shares.set(title?.owner, (shares.get(title?.owner) ?? 0) + 1);
    return { byTask: new Map(places.map((place) => [place.task, place])), shares };
  };
  return (task) => {
    const { byTask, shares } = (found ??= find());
    const place = byTask.get(task);
    if (!place) throw new RangeError(`the task ${task.key} is not of this document`);
    return { ...place, shares: shares.get(place.title?.owner) ?? 0 };
  };
}

const todoUnsaid: Stated = { ...state("status", null), value: "todo" };

type Says = Partial<Record<Field, Stated>>;

function readFields(text: string, { entries }: YamlMap, title: Span | null): Says {
  const status = entries.get("status");
  const says: Says = {
    status: status?.word == null && !status?.complex ? todoUnsaid : stated("status", status),
    priority: stated("priority", entries.get("priority")),
    needs_human: stated("needs_human", entries.get("needs_human")),
  };
  if (title) says.title = state("title", text.slice(title.start, title.end));
  else if (entries.has("title")) says.title = stated("title", entries.get("title"));
  return says;
}

/** A list or block where a word belongs is not understood, and so left alone. */
function stated(field: Field, entry: YamlEntry | undefined): Stated {
  const plain = state(field, entry?.word ?? null);
  return entry?.complex ? { ...plain, value: null } : plain;
}

/** The heading's text without the task's own id in front. */
function titleSpan(text: string, heading: Heading, id: string): Title {
  const { start, end } = heading;
  if (!text.startsWith(id, start) || start + id.length > end) return { start, end, owner: heading };
  const words = text.slice(start, end);
  const separator = /^(?:[ \t]*[:–—][ \t]*|[ \t]+-[ \t]+)/.exec(words.slice(id.length));
  const skipped = separator ? id.length + separator[0].length : 0;
  return { start: start + skipped, end, owner: heading };
}

/** The edit of a heading's words; null where the line would no longer be that heading with that title. */
function headingEdit(text: string, title: Title, id: string, value: string): FieldEdit | null {
  const from = text.lastIndexOf("\n", title.owner.start - 1) + 1;
  const end = text.indexOf("\n", title.end);
  const rest = text.slice(title.end, end < 0 ? text.length : end);
  const line = (text.slice(from, title.start) + value + rest).replace(/^[\uFEFF ]+|\r$/g, "");
  const heading = readHeading(line);
  if (/[\r\n]/.test(value) || heading?.level !== title.owner.level) return null;
  const again = titleSpan(line, { ...title.owner, ...heading }, id);
  if (line.slice(again.start, again.end) !== value) return null;
  return { start: title.start, end: title.end, text: value, word: value };
}

function newFrontmatter(text: string, exists: boolean, key: string): Edit | null {
  if (exists) return null;
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return { start, end: start, text: ["---", `id: ${key}`, "---", "", ""].join(newline) };
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split("\n").length;

const unparsable = (file: string, text: string, problem: YamlProblem): Finding => ({
  code: "C-12",
  file,
  line: lineAt(text, problem.offset),
  message: `the YAML does not parse: ${problem.message}`,
  mend: "mend the YAML; until then this file is left alone",
});

const noId = (file: string, line: number): Finding => ({
  code: "C-17",
  file,
  line,
  message: "this task block has no id, so it does not sync",
  mend: "write a line id: T1 into the block",
});

const nullLikeId = (file: string, line: number, key: string): Finding => ({
  code: "C-06",
  file,
  line,
  message: `${key} is written as null; it counts as absent`,
  mend: "run: sync-hooks check --fix",
});
