import type { Finding } from "./finding.ts";
import type { Field, Stated } from "./task.ts";

export type Format = "workplan" | "checkbox" | "openspec";

/** A splice: the characters from `start` up to `end` become `text`. Offsets count UTF-16 units of the file's text. */
export type Edit = { start: number; end: number; text: string };

/** A field's edit, and how the file will spell the field once it is made. */
export type FieldEdit = Edit & { word: string | null };

export type TaskInFile = {
  /** The id, unique within its workstream. */
  key: string;
  /** Of the task's own line or block, from 1. */
  line: number;
  /** The headings above, outermost first. */
  group: readonly string[];
  /** The fields that this format can hold. */
  says: Readonly<Partial<Record<Field, Stated>>>;
  hubId: string | null;
};

/** A stretch of a long list that reads alike whatever stands in the others. */
export type Section = {
  /** In UTF-16 units. */
  length: number;
  /** The fingerprint of its text. */
  print: number;
  lines: number;
  tasks: number;
  /** Boxes that say `[/]`. */
  halves: number;
  /** The headings that are open where it begins, outermost first. */
  above: readonly { level: number; title: string }[];
};

/** By which a list can be read in part once it has changed; only the first section may hold frontmatter. */
export type Sections = { title: string | null; list: readonly Section[] };

/** One file's tasks, and how to change them; the file's text stays as it is until edits are spliced in. */
export type Document = {
  format: Format;
  text: string;
  workstream: {
    /** Null: the file names none, and none of its tasks sync. */
    key: string | null;
    title: string | null;
    status: string | null;
    hubId: string | null;
  };
  tasks: readonly TaskInFile[];
  /** Works out the sections of a list; null where it is to be read as a whole. */
  sections: () => Sections | null;
  /** What is wrong in the file but leaves the rest of it usable. */
  findings: readonly Finding[];
  /** The edit that makes a task's field mean `value`; null where the format has no way to write it there. */
  writeField: (task: TaskInFile, field: Field, value: string) => FieldEdit | null;
  /** Edits that put ids in, for `check --fix` and `tasks.inject_ids`; null where the format holds none. */
  writeHubId: (task: TaskInFile, id: string) => Edit | null;
  writeWorkstreamHubId: (id: string) => Edit | null;
  writeWorkstreamKey: (key: string) => Edit | null;
  /** Sets the workplan's own status. */
  writeWorkstreamStatus: (status: string) => Edit | null;
  /** Gives every task without id the next of `ids`. */
  writeBlockIds: (ids: Iterator<string>) => Edit[];
};

const groupTexts = new WeakMap<readonly string[], string>();

/** The headings above a task, as JSON; made once for all tasks that share the array. */
export function groupText(group: readonly string[]): string {
  const known = groupTexts.get(group);
  if (known !== undefined) return known;
  const text = JSON.stringify(group);
  groupTexts.set(group, text);
  return text;
}

/** The text with every edit made. Edits may come in any order and must not overlap. */
export function splice(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < from || edit.end < edit.start || edit.end > text.length)
      throw new RangeError(`edit ${edit.start}–${edit.end} overlaps another or leaves the text`);
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
