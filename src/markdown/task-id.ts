import type { Format } from "../core/tasks/document.ts";
import type { Finding } from "../core/tasks/finding.ts";

/** An id and a title inside one item's text; offsets are relative to that text. */
export type IdAndTitle = { id: string; start: number; end: number };

const token = "[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_])?";
const boldWithTitle = new RegExp(`^\\*\\*(${token}):[ \\t]+((?:(?!\\*\\*).)+)\\*\\*`, "u");
const boldAlone = new RegExp(`^\\*\\*(${token}):?\\*\\*:?(?=[ \\t]|$)[ \\t]*`, "u");
const plain = new RegExp(`^(${token}):(?:[ \\t]+|$)`, "u");
const numbered = /^(\d+(?:\.\d+)*)\.?(?:[ \t]+|$)/;
const blockId = /[ \t]+\^([A-Za-z0-9-]+)$/;

/** No id is longer; what is, is somebody's accident. */
const longestId = 200;

/**
 * Finds the id of a list item: `**T1.2: title**`, `**T1.2** title`, `T1.2: title`, in OpenSpec `1.2 title`,
 * or a block id at the end of the line (` ^sh-7k2m`). Null: the item has none. A word without a digit is
 * no id, so that `Note: …` stays a note.
 */
export function findId(text: string, format: Format): IdAndTitle | null {
  const end = text.length;
  if (text.startsWith("**")) {
    const titled = withDigit(boldWithTitle.exec(text.slice(0, 4096)));
    if (titled) {
      const close = titled[0].length - 2;
      return { id: titled[1] ?? "", start: close - (titled[2] ?? "").length, end: close };
    }
    const alone = withDigit(boldAlone.exec(text.slice(0, 4096)));
    if (alone) return { id: alone[1] ?? "", start: alone[0].length, end };
  } else {
    const match =
      (format === "openspec" ? numbered.exec(text.slice(0, 4096)) : null) ??
      withDigit(plain.exec(text.slice(0, 4096)));
    if (match) return { id: match[1] ?? "", start: match[0].length, end };
  }
  const block = blockId.exec(text.slice(-longestId));
  if (!block) return null;
  return { id: block[1] ?? "", start: 0, end: end - block[0].length };
}

const withDigit = (match: RegExpExecArray | null) =>
  match && /\p{N}/u.test(match[1] ?? "") ? match : null;

/** What makes an id unusable: its length, or characters that no line can show. Null: it can be used. */
export function unusableId(file: string, line: number, id: string): Finding | null {
  const place = { code: "C-24", file, line } as const;
  if (id.length > longestId) {
    const message = `the id "${id.slice(0, 40)}…" has ${id.length} characters; ${longestId} is the most`;
    return { ...place, message, mend: "shorten the id" };
  }
  if (!/\p{Cc}/u.test(id)) return null;
  const message = `the id ${JSON.stringify(id)} holds control characters`;
  return { ...place, message, mend: "write the id with letters, digits and punctuation alone" };
}
