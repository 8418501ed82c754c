import { lineEnd, newlines, skipSpace, trimmedEnd } from "./line.ts";
import { readLineStart, type LineStart } from "./line-start.ts";
import { closesLiteral, lineOfMark, type Literal } from "./literal-block.ts";

/** What a task reader needs to know of a markdown text, in the order of the text. Offsets are absolute; lines count from 1. */
export type Block =
  | { kind: "heading"; level: number; start: number; end: number; line: number }
  /** A list item with a box: `box` is the offset of its character, `start` that of the text behind it. */
  | { kind: "item"; box: number; boxEnd: number; start: number; end: number; line: number }
  /** A fenced block: `start` to `end` is its body, `line` that of the opening fence. */
  | { kind: "fence"; info: string; start: number; end: number; line: number };

/** What is open where a line begins. */
export type Open = {
  /** The columns at which the contents of the open list items begin, outermost first. */
  items: number[];
  literal: Literal | null;
  /** The line before belongs to a paragraph, which the next may continue without any indentation. */
  paragraph: "none" | "here" | "quoted";
  /** The line before is a list marker alone. */
  emptyItem: boolean;
};

/** What is open where a text begins. */
export const newOpen = (): Open => ({
  items: [],
  literal: null,
  paragraph: "none",
  emptyItem: false,
});

type Line = { offset: number; column: number; end: number; next: number; number: number };

/** No list is nested deeper: what looks so is a line of marks. */
const deepest = 100;

/**
 * Scans CommonMark line by line between two offsets, the first line having the given number: headings outside lists,
 * list items with a box, fenced blocks. What stands in a fence, an indented code block or hiding HTML is no heading and
 * no item. Of the containers only list items are known: what stands in a quote is nothing here.
 * https://spec.commonmark.org/0.31.2/#phase-1-block-structure
 *
 * `open` tells afterwards what is open behind the last line.
 */
export function* scan(
  text: string,
  { from, to, line: first }: { from: number; to: number; line: number },
  open: Open,
): Generator<Block, void> {
  let number = first;
  for (let at = from; at < to; number += 1) {
    if (open.literal?.kind === "fence" && open.literal.container === 0) {
      const last = lineOfMark(text, at, to, open.literal.mark);
      number += newlines(text, at, last);
      at = last;
      if (at === to) break;
    }
    if (open.literal === null && text.charCodeAt(at) === 10 /* \n */) {
      takeBlank(open);
      at += 1;
      continue;
    }
    const { end, next } = lineEnd(text, at);
    if (open.literal === null && isUsualItem(text, at, end)) {
      yield takeUsualItem(open, text, { at, end, number });
      at = next;
      continue;
    }
    const { offset, column } = skipSpace(text, at, end, 0);
    const line: Line = { offset, column, end, next, number };
    const { literal } = open;
    const stands = literal ? standing(text, line, literal) : "over";
    if (literal && stands !== "open") {
      if (literal.kind === "fence") yield fenceBlock(literal, at);
      open.literal = null;
    }
    if (stands === "over") {
      const block = offset === end ? takeBlank(open) : takeLine(open, text, line);
      if (block) yield block;
    }
    at = next;
  }
  if (open.literal?.kind === "fence") yield fenceBlock(open.literal, to);
}

const fenceBlock = ({ info, start, line }: Literal & { kind: "fence" }, end: number): Block => ({
  kind: "fence",
  info,
  start,
  end,
  line,
});

/** Whether a literal block goes on over this line, ends with it, or was over before it. */
function standing(text: string, line: Line, literal: Literal): "open" | "last" | "over" {
  if (line.offset < line.end && line.column < literal.container) return "over";
  return closesLiteral(text, line, literal) ? "last" : "open";
}

function takeBlank(open: Open): null {
  // An item may begin with one empty line, not with two.
  if (open.emptyItem) open.items.pop();
  open.emptyItem = false;
  open.paragraph = "none";
  return null;
}

// Written out: spreading an object costs as much as all else that is done for a line.
function headingBlock({ level, start, end }: LineStart & { kind: "heading" }, line: Line): Block {
  return { kind: "heading", level, start, end, line: line.number };
}

function literalOf(
  opening: LineStart & { kind: "fence" | "html" },
  container: number,
  { next: start, number: line }: Line,
): Literal {
  if (opening.kind === "html")
    return { kind: "html", closing: opening.closing, container, start, line };
  return { kind: "fence", mark: opening.mark, info: opening.info, container, start, line };
}

/** The column at which the content of an open item begins, the outermost having depth 1. */
const container = (items: readonly number[], depth: number): number =>
  // A place in front of an array is looked up as slowly as a property that nobody has.
  depth === 0 ? 0 : (items[depth - 1] ?? 0);

/** Opens and closes what the line does. It holds a heading, an item or neither. */
function takeLine(open: Open, text: string, line: Line): Block | null {
  open.emptyItem = false;
  let { offset, column } = line;
  let depth = open.items.length;
  while (container(open.items, depth) > column) depth -= 1;
  // Once for the line, and once more for the content behind each list marker.
  for (;;) {
    const from = container(open.items, depth);
    const isCode = column - from > 3;
    const start = isCode ? null : readLineStart(text, offset, line.end);
    const below = open.paragraph === "here" && depth === open.items.length;
    if (open.paragraph !== "none" && continues(start, below)) {
      if (below && !isCode && isUnderline(text, offset, line.end)) open.paragraph = "none";
      return null;
    }
    // Setting a length costs more than all else here, also where it is the same.
    if (open.items.length !== depth) open.items.length = depth;
    open.paragraph = isCode ? "none" : start === null ? "here" : "none";
    if (start?.kind === "quote") open.paragraph = "quoted";
    if (start?.kind === "heading") return depth === 0 ? headingBlock(start, line) : null;
    if (start?.kind === "fence" || (start?.kind === "html" && !start.closed))
      open.literal = literalOf(start, from, line);
    if (start?.kind !== "item") return null;
    if (depth >= deepest) {
      open.paragraph = "here";
      return null;
    }
    const behind = column + start.width;
    const content = skipSpace(text, offset + start.width, line.end, behind);
    const gap = content.column - behind;
    open.emptyItem = content.offset === line.end;
    // Further away it is indented code, one column behind the marker.
    open.items.push(open.emptyItem || gap > 4 ? behind + 1 : content.column);
    if (open.emptyItem) return null;
    depth = open.items.length;
    ({ offset, column } = content);
    const item = gap > 4 ? null : readBox(text, offset, line);
    if (item) {
      open.paragraph = "here";
      return item;
    }
  }
}

/**
 * A line as nearly all of a list's are, `- [ ] text` without indentation: whatever is open, it begins an item of its
 * own. It is told from others by its first characters, and told quickly.
 */
function isUsualItem(text: string, at: number, end: number): boolean {
  return (
    at + 6 < end &&
    text.charCodeAt(at) === 45 /* - */ &&
    text.charCodeAt(at + 1) === 32 &&
    text.charCodeAt(at + 2) === 91 /* [ */ &&
    text.charCodeAt(at + 4) === 93 /* ] */ &&
    text.charCodeAt(at + 5) === 32 &&
    !"[]".includes(text[at + 3] ?? "[")
  );
}

function takeUsualItem(
  open: Open,
  text: string,
  { at, end, number }: { at: number; end: number; number: number },
): Block {
  open.items.length = 0;
  open.items.push(2);
  open.paragraph = "here";
  open.emptyItem = false;
  const last = trimmedEnd(text, at + 5, end);
  const start = Math.min(skipSpace(text, at + 5, end, 0).offset, last);
  return { kind: "item", box: at + 3, boxEnd: at + 4, start, end: last, line: number };
}

/** Whether the line goes on with the open paragraph: it begins nothing that may interrupt it where it stands right above (`below`). */
const continues = (start: LineStart | null, below: boolean): boolean =>
  start === null || (start.kind === "item" && below && !start.interrupts);

/** A row of `=` or `-` below a paragraph makes a heading of it, and ends it. */
const isUnderline = (text: string, offset: number, end: number): boolean =>
  (text[offset] === "=" || text[offset] === "-") &&
  /^(?:=+|-+)[ \t]*$/.test(text.slice(offset, end));

const box = /^\[([^[\]]{1,2})\](?=[ \t]|$)/;

function readBox(text: string, offset: number, { end, number }: Line): Block | null {
  if (text[offset] !== "[") return null;
  const found = box.exec(text.slice(offset, Math.min(end, offset + 5)));
  if (!found) return null;
  const behind = offset + found[0].length;
  const last = trimmedEnd(text, behind, end);
  const start = Math.min(skipSpace(text, behind, end, 0).offset, last);
  return { kind: "item", box: offset + 1, boxEnd: behind - 1, start, end: last, line: number };
}
