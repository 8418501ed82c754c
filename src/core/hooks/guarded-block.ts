/** The two lines between which a file that belongs to the user holds lines of ours. */
export type Markers = { begin: string; end: string };

/** `# >>> NAME >>>` and `# <<< NAME <<<`, comments in shell and in crontab alike. */
export function blockMarkers(name: string): Markers {
  return { begin: `# >>> ${name} >>>`, end: `# <<< ${name} <<<` };
}

export const syncHooksMarkers = blockMarkers("sync-hooks");

/** Why a file's markers cannot be trusted. `line` counts from 1. */
export type BlockDamage = { line: number; problem: string; mend: string };

/** `start` is the begin marker's offset, `end` the one behind the end marker's line feed. */
export type LocatedBlock =
  | { kind: "none" }
  | { kind: "found"; start: number; end: number }
  | { kind: "damaged"; damage: BlockDamage };

export type BlockEdit = { kind: "edited"; text: string } | { kind: "damaged"; damage: BlockDamage };

type MarkerLine = { line: number; start: number; end: number; content: string };

/**
 * Finds the one block of `text`. A marker that was altered, stands alone, twice or in the wrong order is
 * damage: guessing where the block ends could delete lines of the user's own.
 */
export function locateBlock(text: string, markers: Markers): LocatedBlock {
  const found = markerLines(text, markers);
  const altered = found.find(({ content }) => content !== markers.begin && content !== markers.end);
  if (altered) return damaged(altered.line, alteration(altered.content), restoreMend(altered.line));
  const [first, second, third] = found;
  if (!first) return { kind: "none" };
  if (first.content === markers.end)
    return damaged(first.line, "an end marker without a begin marker", deleteMend(first.line));
  if (!second) return damaged(first.line, "a begin marker without an end marker", openMend(first));
  if (second.content === markers.begin)
    return damaged(second.line, "a second begin marker inside the block", deleteMend(second.line));
  if (third) return damaged(third.line, "a marker beyond the block", deleteMend(third.line));
  return { kind: "found", start: first.start, end: second.end };
}

/** Puts `block` (whole lines, markers included, no final line feed) at a line's start or at the text's end. */
export function insertBlock(text: string, at: number, block: string): string {
  const before = text.slice(0, at);
  // Where the text ends without a line feed, so does the block: this is how removeBlock knows to take ours back.
  if (before !== "" && !before.endsWith("\n")) return `${before}\n${block}`;
  return `${before}${block}\n${text.slice(at)}`;
}

/** The text without its block, byte for byte what `insertBlock` was given; unchanged where there is none. */
export function removeBlock(text: string, markers: Markers): BlockEdit {
  const located = locateBlock(text, markers);
  if (located.kind === "damaged") return located;
  if (located.kind === "none") return { kind: "edited", text };
  const { start, end } = located;
  const openEnded = end === text.length && !text.endsWith("\n");
  return { kind: "edited", text: text.slice(0, openEnded ? start - 1 : start) + text.slice(end) };
}

function markerLines(text: string, markers: Markers): MarkerLine[] {
  const looksLikeMarker = nearMarker(markers);
  const found: MarkerLine[] = [];
  let line = 1;
  for (let start = 0; start < text.length; line += 1) {
    const feed = text.indexOf("\n", start);
    const end = feed === -1 ? text.length : feed + 1;
    const content = text.slice(start, feed === -1 ? end : feed);
    if (looksLikeMarker(content)) found.push({ line, start, end, content });
    start = end;
  }
  return found;
}

/** Sees a marker also after an editor, a merge or a line-ending conversion has changed some of it. */
function nearMarker({ begin, end }: Markers): (line: string) => boolean {
  const openings = [begin, end].map((marker) => squeeze(marker).replace(/[<>]+$/, ""));
  return (line) => {
    // Both markers are comments; most lines of a hook are told apart by that alone.
    if (!/^\s*#/.test(line)) return false;
    const squeezed = squeeze(line);
    return openings.some(
      (opening) =>
        squeezed.startsWith(opening) && /^(?![\w-])/.test(squeezed.slice(opening.length)),
    );
  };
}

const squeeze = (line: string) => line.replace(/\s+/g, "");

function alteration(content: string): string {
  return content.endsWith("\r")
    ? "a marker with a CRLF line ending"
    : `a marker that was altered: ${content.trim()}`;
}

const damaged = (line: number, problem: string, mend: string): LocatedBlock => ({
  kind: "damaged",
  damage: { line, problem, mend },
});

const restoreMend = (line: number) =>
  `delete the lines of the block around line ${line}, markers included`;
const deleteMend = (line: number) =>
  `delete line ${line} and what is left of its block, keeping your own lines`;
const openMend = ({ line }: MarkerLine) =>
  `delete line ${line} and the lines of the block below it, keeping your own lines`;
