/** One page of a list, and how many the whole list has where the server tells. */
export type Page<T> = { items: readonly T[]; total: number | null };

/** Reads a page by its number, from 1, or by the last entry of the page before; null in front of the first. */
export type ReadPage<T> = (number: number, last: T | null) => Promise<Page<T>>;

type Reading<T> = { items: Map<string, T>; total: number | null; count: "steady" | "moved" };

/** A server that always has one more page would be read for ever. */
const mostPages = 5000;
const mostReadings = 3;

/**
 * Reads a list to its end, which is where the server's own count is reached, a page is empty, or
 * nothing on it is new; the size of a page says nothing, since servers cap it. A list that changes while it is
 * read can pass one over: where the count moves or is not reached, it is read again, three times at most, and
 * what any of the last two readings found counts. Where one of `expected` (ids) is not found, a second reading
 * has to agree. `missing` is what is then still short of the count.
 */
export async function readPages<T>(
  readPage: ReadPage<T>,
  idOf: (item: T) => string,
  expected: readonly string[] = [],
): Promise<{ items: T[]; missing: number }> {
  let last = await readOnce(readPage, idOf);
  let before: Reading<T> | null = expected.every((id) => last.items.has(id)) ? null : last;
  for (
    let reading = 2;
    reading <= mostReadings && (before !== null || !isWhole(last));
    reading += 1
  ) {
    const again = await readOnce(readPage, idOf);
    before = isWhole(again) ? null : last;
    last = again;
  }
  const found = new Map([...(before?.items ?? []), ...last.items]);
  return { items: [...found.values()], missing: Math.max(0, (last.total ?? 0) - found.size) };
}

const isWhole = <T>({ items, total, count }: Reading<T>) =>
  count === "steady" && (total === null || items.size >= total);

async function readOnce<T>(readPage: ReadPage<T>, idOf: (item: T) => string): Promise<Reading<T>> {
  const reading: Reading<T> = { items: new Map(), total: null, count: "steady" };
  const { items } = reading;
  let last: T | null = null;
  for (let number = 1; number <= mostPages; number += 1) {
    const page: Page<T> = await readPage(number, last);
    if (reading.total !== null && page.total !== null && page.total !== reading.total)
      reading.count = "moved";
    reading.total = page.total ?? reading.total;
    const before = items.size;
    for (const item of page.items) items.set(idOf(item), item);
    last = page.items.at(-1) ?? last;
    if (items.size === before || (reading.total !== null && items.size >= reading.total)) break;
  }
  return reading;
}
