/** What a task reader needs to know of a markdown text, in the order of the text. Offsets are absolute; lines count from 1. */
export type Block =
  | { kind: "heading"; level: number; start: number; end: number; line: number }
  /** A list item with a box: `box` is the offset of its character, `start` that of the text behind it. */
  | { kind: "item"; box: number; boxEnd: number; start: number; end: number; line: number }
  /** A fenced block: `start` to `end` is its body, `line` that of the opening fence. */
  | { kind: "fence"; info: string; start: number; end: number; line: number };

type Fence = { mark: string; info: string; container: number; start: number; line: number };

const itemMark = /^[ \t]*([-*+]|\d{1,9}[.)])([ \t]+|$)/;
const box = /^\[([^[\]]{1,2})\](?=[ \t]|$)/;
const fenceMark = /^(`{3,}|~{3,})/;

/**
 * Scans CommonMark line by line from the offset `from`: headings, list items with a box, fenced blocks.
 * What stands in a fence, an indented code block or an HTML comment is no heading and no item.
 * https://spec.commonmark.org/0.31.2/ (container blocks reduced to list items, since tasks stand nowhere else)
 */
export function* scan(text: string, from: number, firstLine: number): Generator<Block, void> {
  /** The columns at which the contents of the open list items begin, outermost first. */
  const containers: number[] = [];
  let fence: Fence | null = null;
  let inComment = false;
  let line = firstLine - 1;
  for (let start = from; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    const end =
      newline < 0
        ? text.length
        : newline > start && text[newline - 1] === "\r"
          ? newline - 1
          : newline;
    const at = start;
    start = next;
    line += 1;
    const content = text.slice(at, end);
    if (inComment) {
      inComment = !content.includes("-->");
      continue;
    }
    const { column, length } = indentation(content);
    const blank = length === content.length;
    if (fence) {
      const leaves: boolean = !blank && column < fence.container;
      const closes: boolean = !leaves && closesFence(content, column, fence);
      if (!leaves && !closes) continue;
      yield { kind: "fence", info: fence.info, start: fence.start, end: at, line: fence.line };
      fence = null;
      if (closes) continue;
    }
    if (blank) continue;
    while ((containers.at(-1) ?? 0) > column) containers.pop();
    const container = containers.at(-1) ?? 0;
    if (column - container > 3) continue;
    const mark = fenceMark.exec(content.slice(length))?.[1];
    if (mark !== undefined) {
      const info = content.slice(length + mark.length).trim();
      if (mark.startsWith("~") || !info.includes("`")) {
        fence = { mark, info, container, start: next, line };
        continue;
      }
    }
    if (content.startsWith("<!--", length)) {
      inComment = !content.includes("-->", length + 4);
      continue;
    }
    if (container === 0 && content[length] === "#") {
      const heading = readHeading(content, length);
      if (heading)
        yield {
          kind: "heading",
          level: heading.level,
          start: at + heading.start,
          end: at + heading.end,
          line,
        };
      continue;
    }
    const item = itemMark.exec(content);
    if (!item) continue;
    const gap = indentation(item[2] ?? "").column;
    containers.push(column + (item[1] ?? "").length + (gap >= 1 && gap <= 4 ? gap : 1));
    const boxStart = item[0].length;
    const found = box.exec(content.slice(boxStart, boxStart + 5));
    if (!found) continue;
    const boxEnd = boxStart + found[0].length;
    yield {
      kind: "item",
      box: at + boxStart + 1,
      boxEnd: at + boxEnd - 1,
      start: at + boxEnd + indentation(content.slice(boxEnd)).length,
      end: at + content.trimEnd().length,
      line,
    };
  }
  if (fence)
    yield {
      kind: "fence",
      info: fence.info,
      start: fence.start,
      end: text.length,
      line: fence.line,
    };
}

/** The width of the leading white space in columns (tab stops every 4) and in characters. */
function indentation(content: string): { column: number; length: number } {
  let column = 0;
  let length = 0;
  for (; length < content.length; length += 1) {
    if (content[length] === " ") column += 1;
    else if (content[length] === "\t") column += 4 - (column % 4);
    else break;
  }
  return { column, length };
}

function closesFence(content: string, column: number, fence: Fence): boolean {
  if (column - fence.container > 3) return false;
  const trimmed = content.trim();
  const character = fence.mark[0] ?? "";
  return trimmed.length >= fence.mark.length && trimmed === character.repeat(trimmed.length);
}

/** An ATX heading's level and the span of its text, without the closing sequence; null: no heading. */
export function readHeading(
  content: string,
  indent = 0,
): { level: number; start: number; end: number } | null {
  let start = indent;
  while (content[start] === "#") start += 1;
  const level = start - indent;
  if (level === 0 || level > 6) return null;
  if (start < content.length && content[start] !== " " && content[start] !== "\t") return null;
  start += indentation(content.slice(start)).length;
  let end = Math.max(start, content.trimEnd().length);
  let closing = end;
  while (closing > start && content[closing - 1] === "#") closing -= 1;
  if (closing < end && (closing === start || /[ \t]/.test(content[closing - 1] ?? "")))
    end = Math.max(start, content.slice(0, closing).trimEnd().length);
  return { level, start, end };
}
