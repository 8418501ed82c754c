import { unifiedDiff } from "../../core/unified-diff.ts";

/** A text of the machine's as it stands and as it is to be; null where there is none. */
type Edit = { place: string; before: string | null; after: string | null };

/** What would be written, as a diff of each text. */
export const editsDiff = (edits: readonly Edit[]): string =>
  edits
    .map(({ place, before, after }) =>
      unifiedDiff({ path: place, text: before }, { path: place, text: after }),
    )
    .join("");

/** A line for each text that was written or taken away. */
export const editLines = (edits: readonly Edit[]): string[] =>
  edits.map(({ place, after }) => `  ${after === null ? "removed" : "wrote"} ${place}`);
