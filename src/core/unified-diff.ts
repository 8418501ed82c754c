/** One side of a diff; a null text is a file that does not exist. */
export type DiffSide = { path: string; text: string | null };

const contextLines = 3;

/**
 * A unified diff (diff(1), "Detailed Unified") with one hunk from the first to the last changed line, as
 * patch(1) reads it; empty where the sides are equal.
 */
export function unifiedDiff(before: DiffSide, after: DiffSide): string {
  if (before.text === after.text) return "";
  const [old, next] = [linesOf(before.text), linesOf(after.text)];
  const shorter = Math.min(old.length, next.length);
  let head = 0;
  while (head < shorter && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - contextLines);
  const keptBehind = Math.min(tail, contextLines);
  const [oldEnd, nextEnd] = [old.length - tail, next.length - tail];
  const hunk = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, oldEnd).map((line) => `-${line}`),
    ...next.slice(head, nextEnd).map((line) => `+${line}`),
    ...old.slice(oldEnd, oldEnd + keptBehind).map((line) => ` ${line}`),
  ];
  const range = (end: number) => span(from, end + keptBehind - from);
  return [
    `--- ${before.text === null ? "/dev/null" : before.path}\n`,
    `+++ ${after.text === null ? "/dev/null" : after.path}\n`,
    `@@ -${range(oldEnd)} +${range(nextEnd)} @@\n`,
    ...hunk.map(terminated),
  ].join("");
}

/** Each line with its line feed; a last line may lack it. */
const linesOf = (text: string | null) => text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const terminated = (line: string) =>
  line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`;

/** `START,COUNT`; an empty range names the line before it. */
const span = (from: number, count: number) => `${count === 0 ? from : from + 1},${count}`;
