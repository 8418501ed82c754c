/** Something that only so many items may use at a time: a remote host, a common git directory. */
export type Share = { key: string; limit: number };

/**
 * Works on every item, on at most `limit` at a time and on no more of one share than its own limit. An item
 * that has to wait for its share lets those behind it pass. `work` must not reject: it speaks for one item only.
 */
export function eachBounded<T>(
  items: readonly T[],
  bounds: { limit: number; shares: (item: T) => readonly Share[] },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.map((item) => ({ item, shares: bounds.shares(item) }));
  const inUse = new Map<string, number>();
  const count = ({ key }: Share) => inUse.get(key) ?? 0;
  let underWay = 0;
  return new Promise((resolve, reject) => {
    const startWhatFits = () => {
      if (waiting.length === 0 && underWay === 0) resolve();
      while (underWay < bounds.limit) {
        const index = waiting.findIndex(({ shares }) =>
          shares.every((share) => count(share) < share.limit),
        );
        const [next] = index === -1 ? [] : waiting.splice(index, 1);
        if (next === undefined) return;
        underWay += 1;
        for (const share of next.shares) inUse.set(share.key, count(share) + 1);
        work(next.item).then(() => {
          underWay -= 1;
          for (const share of next.shares) inUse.set(share.key, count(share) - 1);
          startWhatFits();
        }, reject);
      }
    };
    startWhatFits();
  });
}
