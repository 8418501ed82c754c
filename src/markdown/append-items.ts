import type { Document, Edit } from "../core/tasks/document.ts";
import type { HubTask } from "../core/tasks/plan-types.ts";
import { byAnchor, lineEndOf, linesOf } from "./anchor.ts";
import { boxFor } from "./checkbox.ts";
import { findId } from "./task-id.ts";

/** A list item up to its text: indentation, marker, box. */
const itemStart = /^([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)\[[^[\]]{1,2}\]([ \t]+)/;

/** New items behind the anchor's item and everything below it, marked, spaced and identified as the anchor is. */
export function appendItems(document: Document, rows: readonly HubTask[]): Edit[] | null {
  const lines = linesOf(document.text);
  const usesHalf = document.tasks.some(({ says }) => says.status?.word === "/");
  const edits: Edit[] = [];
  for (const [anchor, some] of byAnchor(document, rows)) {
    const at = (anchor?.line ?? 0) - 1;
    const line = lines[at];
    if (!anchor || line === undefined) return null;
    const written: string[] = [];
    for (const row of some) {
      const item = itemLike(line, anchor.key, row, { usesHalf, format: document.format });
      if (item === null) return null;
      written.push(item);
    }
    edits.push(insertAfter(lines, endOfItem(lines, at), written));
  }
  return edits;
}

function itemLike(
  line: string,
  key: string,
  row: HubTask,
  style: { usesHalf: boolean; format: Document["format"] },
): string | null {
  const [start, indent, marker = "", gap, space] =
    itemStart.exec(line.replace(/^\uFEFF/, "")) ?? [];
  if (start === undefined) return null;
  const content = line
    .replace(/^\uFEFF/, "")
    .replace(/\r?\n$/, "")
    .slice(start.length);
  const id = findId(content, style.format);
  const box = boxFor(row.words.status ?? "todo", style.usesHalf);
  if (id?.id !== key || box === null) return null;
  const title = row.words.title ?? "";
  const before = content.slice(0, id.start).replace(key, () => row.key);
  const after = tail(content.slice(id.end)).replace(key, () => row.key);
  return `${indent}${marker}${gap}[${box}]${space}${before}${title}${after}`;
}

/** What stands behind the title and belongs to the id: the bold's end, a block id. Remarks are the anchor's own. */
const tail = (text: string) =>
  /^\*\*/.exec(text)?.[0] ?? /[ \t]+\^[A-Za-z0-9-]+$/.exec(text)?.[0] ?? "";

/** The index behind the item's last line: deeper lines are its own, also behind blank ones. */
function endOfItem(lines: readonly string[], at: number): number {
  const own = indentOf(lines[at] ?? "");
  let end = at + 1;
  for (let index = at + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "") continue;
    if (indentOf(line) <= own) break;
    end = index + 1;
  }
  return end;
}

const indentOf = (line: string) => /^[ \t]*/.exec(line)?.[0].length ?? 0;

function insertAfter(lines: readonly string[], index: number, written: readonly string[]): Edit {
  const start = lines.slice(0, index).join("").length;
  const newline = lineEndOf(lines[0] ?? "") || "\n";
  // A last line without line end gets one in front of the new lines, and none behind them.
  const text =
    lineEndOf(lines[index - 1] ?? "") === ""
      ? written.map((line) => newline + line).join("")
      : written.map((line) => line + newline).join("");
  return { start, end: start, text };
}
