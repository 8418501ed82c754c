import { toSyncError, type SyncError } from "../core/errors.ts";

/** What became of one checkout; a failed one stops no other. */
export type Each<Report> =
  | { state: "done"; path: string; report: Report }
  | { state: "failed"; path: string; error: SyncError };

/** An error that no other checkout would be spared, but for those that are done already: their report must not be lost. */
const isGeneral = (error: SyncError, done: number) => error.code === "offline" && done === 0;

/**
 * Acts on one item after the other. Throws where there is but one, so that its error is the command's own,
 * and what every other would meet too.
 */
export async function each<T extends { path: string }, Report>(
  items: readonly T[],
  act: (item: T) => Promise<Report>,
): Promise<Each<Report>[]> {
  const results: Each<Report>[] = [];
  for (const item of items) {
    const { path } = item;
    try {
      results.push({ state: "done", path, report: await act(item) });
    } catch (thrown) {
      const error = toSyncError(thrown);
      if (items.length === 1 || isGeneral(error, results.length)) throw error;
      results.push({ state: "failed", path, error });
    }
  }
  return results;
}
