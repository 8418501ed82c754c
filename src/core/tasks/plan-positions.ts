/**
 * The positions that put tasks into their file's order, for as few tasks as possible: given where each stands
 * now (null: nowhere yet), in the file's order, it gives the index and new position of each that has to move.
 * The longest run that already ascends stays; the others are spread between their neighbours.
 */
export function planPositions(standing: readonly (number | null)[]): Map<number, number> {
  const kept = longestAscending(standing);
  if (kept.length === standing.length) return new Map();
  return spread(standing, kept) ?? new Map(standing.map((_, index) => [index, index]));
}

/** Null where two neighbours have come so close that no number lies between them. */
function spread(
  standing: readonly (number | null)[],
  kept: readonly number[],
): Map<number, number> | null {
  const moved = new Map<number, number>();
  const positionAt = (place: number): number | null => {
    const index = kept[place];
    return index === undefined ? null : (standing[index] ?? null);
  };
  for (let place = -1; place < kept.length; place += 1) {
    const from = (kept[place] ?? -1) + 1;
    const to = kept[place + 1] ?? standing.length;
    const count = to - from;
    const [before, after] = [positionAt(place), positionAt(place + 1)];
    const step = before === null || after === null ? 1 : (after - before) / (count + 1);
    const start = before ?? (after === null ? -1 : after - count - 1);
    for (let offset = 1; offset <= count; offset += 1) {
      const position = start + step * offset;
      const previous = offset === 1 ? before : start + step * (offset - 1);
      if (previous !== null && position <= previous) return null;
      if (after !== null && position >= after) return null;
      moved.set(from + offset - 1, position);
    }
  }
  return moved;
}

/** The indexes of a longest strictly ascending run of the numbers, by patience sorting: O(n log n). */
function longestAscending(values: readonly (number | null)[]): number[] {
  const tails: number[] = [];
  const previous: (number | undefined)[] = [];
  const valueAt = (index: number | undefined) =>
    (index === undefined ? null : values[index]) ?? -Infinity;
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    // Mostly the values ascend already: then the run only grows.
    let [low, high] = [valueAt(tails.at(-1)) < value ? tails.length : 0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueAt(tails[middle]) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = tails[low - 1];
    tails[low] = index;
  }
  const run: number[] = [];
  for (let index = tails.at(-1); index !== undefined; index = previous[index]) run.push(index);
  return run.toReversed();
}
