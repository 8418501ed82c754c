import type { Format } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";
import { isSpace, skipSpace } from "./line.ts";

/** An id and a title inside one item's text; offsets are relative to that text. */
export type IdAndTitle = { id: string; start: number; end: number };

const numbered = /^(\d+(?:\.\d+)*)\.?(?=[ \t]|$)/;
const blockId = /(?:^|[ \t]+)\^([A-Za-z0-9-]+)$/;

/** No id is longer; what is, is somebody's accident. */
const longestId = 200;

/**
 * Finds the id of a list item: `**T1.2: title**`, `**T1.2** title`, `T1.2: title`, in OpenSpec `1.2 title`,
 * or a block id at the end of the line (` ^sh-7k2m`). Null: the item has none. A word without a digit is
 * no id, so that `Note: …` stays a note.
 */
export function findId(text: string, format: Format): IdAndTitle | null {
  const found = text.startsWith("**")
    ? findBold(text)
    : ((format === "openspec" ? findNumber(text) : null) ?? findPlain(text));
  return found ?? findBlockId(text);
}

/** `**T1: title**`, else `**T1**` or `**T1:**` with the title behind. */
function findBold(text: string): IdAndTitle | null {
  const after = idEnd(text, 2);
  if (after === null) return null;
  const id = text.slice(2, after);
  const colon = text[after] === ":" ? 1 : 0;
  const close = text.indexOf("**", after + colon);
  if (close < 0) return null;
  const start = pastSpace(text, after + colon);
  if (colon === 1 && start > after + 1 && start < close) return { id, start, end: close };
  if (close !== after + colon) return null;
  const behind = close + (text[close + 2] === ":" ? 3 : 2);
  return opensTitle(text, behind) ? { id, start: pastSpace(text, behind), end: text.length } : null;
}

function findPlain(text: string): IdAndTitle | null {
  const after = idEnd(text, 0);
  if (after === null || text[after] !== ":" || !opensTitle(text, after + 1)) return null;
  return { id: text.slice(0, after), start: pastSpace(text, after + 1), end: text.length };
}

function findNumber(text: string): IdAndTitle | null {
  const match = numbered.exec(text);
  return match && { id: match[1] ?? "", start: pastSpace(text, match[0].length), end: text.length };
}

function findBlockId(text: string): IdAndTitle | null {
  const block = blockId.exec(text.slice(-2 * longestId));
  return block && { id: block[1] ?? "", start: 0, end: text.length - block[0].length };
}

const opensTitle = (text: string, at: number) => at === text.length || isSpace(text.charCodeAt(at));

const pastSpace = (text: string, at: number) => skipSpace(text, at, text.length, 0).offset;

/**
 * Where the id that begins at an offset ends: letters, digits and `_`, with `.` and `-` between them, at
 * least one digit among them. Null: none begins there.
 */
function idEnd(text: string, from: number): number | null {
  let at = from;
  let last: Kind = "other";
  let digits = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === "other" || (kind === "joint" && at === from)) break;
    if (kind === "digit") digits += 1;
    last = kind;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return digits === 0 || last === "joint" ? null : at;
}

type Kind = "letter" | "digit" | "joint" | "other";

/** A look-up for ASCII: a list of 100,000 tasks asks a million times. */
const ascii: readonly Kind[] = Array.from({ length: 128 }, (_, code) =>
  slowKind(String.fromCharCode(code)),
);

function slowKind(character: string): Kind {
  if (/[.-]/.test(character)) return "joint";
  if (/\p{N}/u.test(character)) return "digit";
  return /[\p{L}_]/u.test(character) ? "letter" : "other";
}

const kindAt = (text: string, at: number): Kind =>
  ascii[text.charCodeAt(at)] ?? slowKind(String.fromCodePoint(text.codePointAt(at) ?? 0));

/** What makes an id unusable: its length, or characters that no line can show. Null: it can be used. */
export function unusableId(file: string, line: number, id: string): Finding | null {
  const place = { code: "C-24", file, line } as const;
  if (id.length > longestId) {
    const message = `the id "${id.slice(0, 40)}…" has ${id.length} characters; ${longestId} is the most`;
    return { ...place, message, mend: "shorten the id" };
  }
  // Half a surrogate pair, as YAML's "\ud800" gives, is no text that a database could hold.
  if (!/[\p{Cc}\p{Cs}]/u.test(id)) return null;
  const message = `the id ${JSON.stringify(id)} holds control characters`;
  return { ...place, message, mend: "write the id with letters, digits and punctuation alone" };
}
