import { readHeading } from "./heading.ts";
import { isSpace } from "./line.ts";
import { isThematicBreak, readFence, readHiding } from "./literal-block.ts";

/** What a line, or the content of a list item, begins with. */
export type LineStart =
  | { kind: "heading"; level: number; start: number; end: number }
  | { kind: "break" }
  | { kind: "quote" }
  | { kind: "fence"; mark: string; info: string }
  | { kind: "html"; closing: RegExp; closed: boolean }
  /** A list marker of `width` characters; not every one may `interrupt` a paragraph. */
  | { kind: "item"; width: number; interrupts: boolean };

/** Tells by the first characters what begins at an offset; null: text. The indentation is the caller's matter. */
export function readLineStart(text: string, offset: number, end: number): LineStart | null {
  switch (text[offset]) {
    case "#": {
      const heading = readHeading(text, offset, end);
      return (
        heading && {
          kind: "heading",
          level: heading.level,
          start: heading.start,
          end: heading.end,
        }
      );
    }
    case "`":
    case "~": {
      const fence = readFence(text, offset, end);
      return fence && { kind: "fence", mark: fence.mark, info: fence.info };
    }
    case "<": {
      const html = readHiding(text, offset, end);
      return html && { kind: "html", ...html };
    }
    case ">":
      return { kind: "quote" };
    case "_":
      return isThematicBreak(text, offset, end) ? { kind: "break" } : null;
    case "-":
    case "*":
      return isThematicBreak(text, offset, end)
        ? { kind: "break" }
        : readMarker(text, offset, end, 1, true);
    case "+":
      return readMarker(text, offset, end, 1, true);
    default:
      return readNumber(text, offset, end);
  }
}

/** `1.` or `1)`, up to nine digits. Of these only a 1 may interrupt a paragraph. */
function readNumber(text: string, offset: number, end: number): LineStart | null {
  let after = offset;
  while (after < end && isDigit(text.charCodeAt(after))) after += 1;
  const digits = after - offset;
  if (digits === 0 || digits > 9 || (text[after] !== "." && text[after] !== ")")) return null;
  return readMarker(text, offset, end, digits + 1, Number(text.slice(offset, after)) === 1);
}

const isDigit = (code: number) => code >= 48 && code <= 57;

function readMarker(
  text: string,
  offset: number,
  end: number,
  width: number,
  interrupts: boolean,
): LineStart | null {
  const after = offset + width;
  if (after < end && !isSpace(text.charCodeAt(after))) return null;
  return { kind: "item", width, interrupts: interrupts && hasContent(text, after, end) };
}

function hasContent(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at += 1) if (!isSpace(text.charCodeAt(at))) return true;
  return false;
}
