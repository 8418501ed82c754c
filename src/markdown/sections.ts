import type { Section, Sections } from "../core/tasks/document.ts";
import { fingerprint } from "../core/fingerprint.ts";
import type { OpenHeading } from "./headings.ts";

/**
 * Whether a line means the same whatever stands above it; asked of a line that was read as a heading or as an item with
 * a box. Without any indentation, such a heading or an item with a bullet ends every list and paragraph; only fenced
 * code or hiding HTML could swallow it. Of other lines the first character tells nothing: `**bold**`, `#tag`.
 */
export const standsAlone = (text: string, lineStart: number): boolean =>
  "#-*+".includes(text[lineStart] ?? " ");

/** A stretch of a text to be read by itself. */
export type Part = {
  from: number;
  to: number;
  /** The number of its first line. */
  line: number;
  above: readonly OpenHeading[];
};

/** Where a section begins, as the reading of a list comes by. */
export type Cut = Omit<Section, "length" | "print" | "lines"> & { at: number; line: number };

/** The sections between these cuts, the last of which ends with the part. */
export function sectionsOf(text: string, cuts: readonly Cut[], end: number): Section[] {
  return cuts.map(({ at, line, ...same }, index) => {
    const next = cuts[index + 1];
    const to = next?.at ?? end;
    const lines = next ? next.line - line : text.slice(at, to).split("\n").length - 1;
    return { ...same, length: to - at, print: fingerprint(text, at, to), lines };
  });
}

/** The sections that are no longer as they were, and the stretch of the text that stands in their place. */
export type ChangedPart = { part: Part; first: number; after: number };

/**
 * Finds what has changed since the sections were kept; null where the beginning has. The part begins with one
 * unchanged section more: behind its first line, which stands alone, any line may follow.
 */
export function changedPart(text: string, { list }: Sections): ChangedPart | null {
  const isAt = (index: number, at: number) => {
    const { length, print } = list[index] ?? { length: 0, print: Number.NaN };
    return at >= 0 && at + length <= text.length && fingerprint(text, at, at + length) === print;
  };
  const lengthOf = (index: number) => list[index]?.length ?? 0;
  let [head, from] = [0, 0];
  while (head < list.length && isAt(head, from)) from += lengthOf(head++);
  if (head < 2) return null;
  let [after, to] = [list.length, text.length];
  while (
    after > head &&
    to - lengthOf(after - 1) >= from &&
    isAt(after - 1, to - lengthOf(after - 1))
  )
    to -= lengthOf(--after);
  // What stood in a line of its own may have been joined to the one before.
  if (after < list.length && text[to - 1] !== "\n") return null;
  const first = head - 1;
  const line = list.slice(0, first).reduce((all, { lines }) => all + lines, 1);
  const above = list[first]?.above ?? [];
  return { part: { from: from - lengthOf(first), to, line, above }, first, after };
}
