import stringWidth from "fast-string-width";

/** Printable ASCII and our own icons: one column each, known without the tables of the Unicode standard. */
const plain = /^[\u0020-\u007e…–→←↑↓▸█░✔✖⚠○●◐◌]*$/;

/** How many terminal columns a text takes: wide letters count two, combining marks none. */
export function columnsOf(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/**
 * The text on one line and harmless: control characters (an escape sequence in a branch name, a newline in a
 * path) become `\n`, `\t` or `\x1b` in letters, bidirectional overrides `\u202e`.
 */
export function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- finding control characters is the point
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    if (character === "\r") return "\\r";
    const code = character.codePointAt(0) as number;
    const digits = code < 256 ? 2 : 4;
    return `\\${code < 256 ? "x" : "u"}${code.toString(16).padStart(digits, "0")}`;
  });
}

/** Where a text that is too long loses its letters: names at their end, paths at their start or middle. */
export type Cut = "end" | "start" | "middle";

/** The text in at most `columns` columns, with an ellipsis where letters had to go. */
export function fit(text: string, columns: number, cut: Cut): string {
  if (columnsOf(text) <= columns) return text;
  if (columns <= 0) return "";
  const letters = lettersOf(text);
  const room = columns - 1;
  switch (cut) {
    case "end":
      return `${take(letters, room)}…`;
    case "start":
      return `…${takeLast(letters, room)}`;
    case "middle":
      return `${take(letters, Math.ceil(room / 2))}…${takeLast(letters, Math.floor(room / 2))}`;
  }
}

/** What a person sees as one letter each. The first segmenter of a process takes 10 ms, which plain text is spared. */
function lettersOf(text: string): string[] {
  if (plain.test(text)) return [...text];
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** The text padded with spaces to `columns` columns; a longer one comes back as it is. */
export function pad(text: string, columns: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - columnsOf(text)));
  return align === "left" ? text + space : space + text;
}

/** The text in lines of at most `columns` columns, broken between words, and inside a word only where it is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (columnsOf(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = breakWord(word, columns);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return [...lines, line];
}

function breakWord(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const segment of lettersOf(word)) {
    if (piece !== "" && columnsOf(piece + segment) > columns) {
      pieces.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...pieces, piece];
}

function take(letters: readonly string[], columns: number): string {
  let taken = "";
  for (const letter of letters) {
    if (columnsOf(taken + letter) > columns) break;
    taken += letter;
  }
  return taken;
}

function takeLast(letters: readonly string[], columns: number): string {
  let taken = "";
  for (const letter of letters.toReversed()) {
    if (columnsOf(letter + taken) > columns) break;
    taken = letter + taken;
  }
  return taken;
}
