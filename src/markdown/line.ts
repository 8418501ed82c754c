/** Where a line's text ends and the next line begins. Lines end in LF or CRLF. */
export function lineEnd(text: string, at: number): { end: number; next: number } {
  const newline = text.indexOf("\n", at);
  if (newline < 0) return { end: text.length, next: text.length };
  const end = newline > at && text[newline - 1] === "\r" ? newline - 1 : newline;
  return { end, next: newline + 1 };
}

/** How many lines end between two offsets. */
export function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 10) count += 1;
  return count;
}

const tab = 9;
const space = 32;

export const isSpace = (code: number): boolean => code === space || code === tab;

/** The first place from `at` on that is neither space nor tab, and its column; tab stops stand every four columns. */
export function skipSpace(
  text: string,
  at: number,
  end: number,
  column: number,
): { offset: number; column: number } {
  let [offset, reached] = [at, column];
  for (; offset < end; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code === space) reached += 1;
    else if (code === tab) reached += 4 - (reached % 4);
    else break;
  }
  return { offset, column: reached };
}

/** Where the text between two offsets ends without the spaces and tabs behind it. */
export function trimmedEnd(text: string, from: number, end: number): number {
  let last = end;
  while (last > from && isSpace(text.charCodeAt(last - 1))) last -= 1;
  return last;
}
