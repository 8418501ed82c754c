import { readIfPresent, writeAtomic } from "../../system/files.ts";
import type { BoardFiles } from "./board-files.ts";

/** The cards that were seen or made, by their change's link. A file that cannot be read knows none. */
export function readKnownCards({ cards }: BoardFiles): Map<string, string> {
  try {
    const data: unknown = JSON.parse(readIfPresent(cards)?.toString("utf8") ?? "{}");
    const entries = Object.entries(data as Record<string, unknown>);
    return new Map(entries.flatMap(([link, id]) => (typeof id === "string" ? [[link, id]] : [])));
  } catch (error) {
    // A torn file costs no more than meeting a card anew that somebody had put away.
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** Adds what a run has seen; nothing is written where all of it is known. */
export function keepKnownCards(
  files: BoardFiles,
  known: ReadonlyMap<string, string>,
  seen: ReadonlyMap<string, string>,
): void {
  if ([...seen].every(([link, id]) => known.get(link) === id)) return;
  const all = Object.fromEntries([...known, ...seen].toSorted());
  writeAtomic(files.cards, `${JSON.stringify(all, null, 1)}\n`, 0o600);
}
