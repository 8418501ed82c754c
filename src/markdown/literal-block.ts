import { isSpace, trimmedEnd } from "./line.ts";

/** A block whose lines are not markdown: fenced code, or HTML that hides what stands in it. */
export type Literal = {
  /** The column at which the content of the list item around it begins; 0 at the top. */
  container: number;
  /** Where its body begins. */
  start: number;
  /** Of its first line. */
  line: number;
} & ({ kind: "fence"; mark: string; info: string } | { kind: "html"; closing: RegExp });

/** The fence that opens between two offsets; null where there is none. */
export function readFence(
  text: string,
  offset: number,
  end: number,
): { mark: string; info: string } | null {
  const character = text[offset] ?? "";
  let after = offset;
  while (after < end && text[after] === character) after += 1;
  if (after - offset < 3) return null;
  const info = text.slice(after, end).trim();
  // Backticks behind backticks are code within a paragraph.
  return character === "`" && info.includes("`") ? null : { mark: text.slice(offset, after), info };
}

/** Where the first line begins, from the beginning of one on, that a fence's mark stands in; `to` where it stands in none. */
export function lineOfMark(text: string, from: number, to: number, mark: string): number {
  const found = text.indexOf(mark, from);
  if (found < 0 || found >= to) return to;
  return text[found - 1] === "\n" ? found : Math.max(from, text.lastIndexOf("\n", found) + 1);
}

/** Whether a line closes the block: a fence at least as long, or the end of the HTML anywhere in the line. */
export function closesLiteral(
  text: string,
  place: { offset: number; end: number; column: number },
  literal: Literal,
): boolean {
  const { offset, end, column } = place;
  if (literal.kind === "html") return literal.closing.test(text.slice(offset, end));
  if (column - literal.container > 3) return false;
  let after = offset;
  while (after < end && text[after] === literal.mark[0]) after += 1;
  return after - offset >= literal.mark.length && trimmedEnd(text, after, end) === after;
}

/**
 * HTML that hides what stands in it, with what ends it. Elements such as `<details>` hide nothing here: a
 * box in one is a task.
 * https://spec.commonmark.org/0.31.2/#html-blocks, conditions 1 to 5
 */
const hiding: readonly { opening: RegExp; closing: RegExp }[] = [
  { opening: /^<!--/, closing: /-->/ },
  {
    opening: /^<(?:pre|script|style|textarea)(?=[\s>]|$)/i,
    closing: /<\/(?:pre|script|style|textarea)>/i,
  },
  { opening: /^<\?/, closing: /\?>/ },
  { opening: /^<!\[CDATA\[/, closing: /\]\]>/ },
  { opening: /^<![A-Za-z]/, closing: />/ },
];

const longestOpening = 12;

/** The HTML that begins to hide at an offset: what will end it, and whether its first line does so already. */
export function readHiding(
  text: string,
  offset: number,
  end: number,
): { closing: RegExp; closed: boolean } | null {
  const start = text.slice(offset, Math.min(end, offset + longestOpening));
  const found = hiding.find(({ opening }) => opening.test(start));
  if (!found) return null;
  return { closing: found.closing, closed: found.closing.test(text.slice(offset + 2, end)) };
}

/** Whether a line is a thematic break: three or more of `*`, `-` or `_`, and nothing else. */
export function isThematicBreak(text: string, offset: number, end: number): boolean {
  let count = 0;
  for (let at = offset; at < end; at += 1) {
    if (text[at] === text[offset]) count += 1;
    else if (!isSpace(text.charCodeAt(at))) return false;
  }
  return count >= 3;
}
