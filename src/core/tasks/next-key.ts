/** An id for a new task, and the task that it counts on from; null where there is none. */
export type NextKey = { key: string; after: string | null };

/**
 * The id for a task that is added to these: the most usual pattern counts on. `T1`, `T2`, `S1` give `T3`; `1.1`,
 * `2.1`, `2.2` give `2.3`. Where no id ends in a number, `T1`.
 */
export function nextKey(keys: readonly string[]): NextKey {
  const patterns = new Map<string, { before: string; count: number; highest: number }>();
  for (const key of keys) {
    const [, before, digits] = /^(.*?)(\d{1,9})$/s.exec(key) ?? [];
    if (before === undefined || digits === undefined) continue;
    const { count, highest } = patterns.get(before) ?? { count: 0, highest: 0 };
    patterns.set(before, { before, count: count + 1, highest: Math.max(highest, Number(digits)) });
  }
  const [usual] = [...patterns.values()].toSorted((one, other) => other.count - one.count);
  if (!usual) return { key: free("T", 1, keys), after: null };
  const { before, highest } = usual;
  const after = keys.find(
    (key) => key.startsWith(before) && Number(key.slice(before.length)) === highest,
  );
  return { key: free(before, highest + 1, keys), after: after ?? null };
}

function free(before: string, from: number, keys: readonly string[]): string {
  for (let number = from; ; number += 1)
    if (!keys.includes(`${before}${number}`)) return `${before}${number}`;
}
