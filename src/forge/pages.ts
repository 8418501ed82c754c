/** One page of a list, and how many the whole list has where the server tells. */
export type Page<T> = { items: readonly T[]; total: number | null };

/** A server that always has one more page would be read for ever. */
const mostPages = 5000;

/**
 * Reads a numbered list to its end, which is where the server's own count is reached, a page is empty, or
 * nothing on it is new; the size of a page says nothing, since servers cap it. A list that changes while it is
 * read can pass one over: where the count is not reached, or one of `expected` (ids) is not found, it is read
 * once more, and what either reading found counts. `missing` is what is then still short of the count.
 */
export async function readPages<T>(
  readPage: (number: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
  expected: Iterable<string> = [],
): Promise<{ items: T[]; missing: number }> {
  const found = new Map<string, T>();
  let total = await readOnce(readPage, idOf, found);
  const isShort = () => total !== null && found.size < total;
  const isAnyGone = () => [...expected].some((id) => !found.has(id));
  if (isShort() || isAnyGone()) total = await readOnce(readPage, idOf, found);
  return { items: [...found.values()], missing: Math.max(0, (total ?? 0) - found.size) };
}

async function readOnce<T>(
  readPage: (number: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
  found: Map<string, T>,
): Promise<number | null> {
  const seen = new Set<string>();
  let last: number | null = null;
  for (let number = 1; number <= mostPages; number += 1) {
    const { items, total } = await readPage(number);
    last = total ?? last;
    const before = seen.size;
    for (const item of items) {
      seen.add(idOf(item));
      found.set(idOf(item), item);
    }
    if (seen.size === before || (last !== null && seen.size >= last)) break;
  }
  return last;
}
