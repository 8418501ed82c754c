import type { Document, Sections } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { readChangedCheckboxes, readCheckboxes, type PartRead } from "./checkbox.ts";
import { formatOf } from "./format.ts";
import { outlineList, type ListOutline } from "./list-outline.ts";
import { readWorkplan } from "./workplan.ts";

export type Reading =
  | { kind: "document"; document: Document }
  /** The whole file is left alone. */
  | { kind: "unreadable"; findings: readonly Finding[] };

/** Reads a task file's text. `path` is relative to the checkout's top, with `/`. */
export function readDocument(path: string, text: string): Reading {
  const marker = conflictMarker(text);
  if (marker !== null) return { kind: "unreadable", findings: [conflicted(path, marker)] };
  const format = formatOf(path, text);
  if (format !== "workplan")
    return { kind: "document", document: readCheckboxes(path, text, format) };
  const document = readWorkplan(path, text);
  if ("tasks" in document) return { kind: "document", document };
  return { kind: "unreadable", findings: document };
}

/** Reads of a long list what has changed since its sections were kept; null where all of it has to be read. */
export const readChangedPart = (path: string, text: string, known: Sections): PartRead | null =>
  conflictMarker(text) === null ? readChangedCheckboxes(path, text, known) : null;

/** Outlines a list; null where it is to be read as a whole. */
export function readOutline(path: string, text: string, size: number): ListOutline | null {
  if (conflictMarker(text) !== null) return null;
  const format = formatOf(path, text);
  return format === "workplan" ? null : outlineList(path, text, format, size);
}

/** The line of git's `<<<<<<<` where a `>>>>>>>` follows, wherever they stand: a conflict can span a fence. */
function conflictMarker(text: string): number | null {
  if (!text.includes("<<<<<<< ")) return null;
  const opening = /^<{7} /m.exec(text);
  if (!opening || !/^>{7}( |\r?$)/m.test(text.slice(opening.index))) return null;
  return text.slice(0, opening.index).split("\n").length;
}

const conflicted = (file: string, line: number): Finding => ({
  code: "C-13",
  file,
  line,
  message: "git's conflict markers stand in the file",
  mend: "resolve the conflict; until then this file is left alone",
});
