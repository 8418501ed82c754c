import { openTurns, type Share } from "./turns.ts";

/**
 * Works on every item, on at most `limit` at a time and on no more of one share than its own limit. An item
 * that has to wait for its share lets those behind it pass. `work` must not reject: it speaks for one item only.
 */
export async function eachBounded<T>(
  items: readonly T[],
  bounds: { limit: number; shares: (item: T) => readonly Share[] },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const turns = openTurns(bounds.limit);
  await Promise.all(
    items.map(async (item) => {
      const turn = await turns.enter(bounds.shares(item));
      await work(item).finally(turn.leave);
    }),
  );
}
