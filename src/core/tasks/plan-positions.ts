/** How far apart new positions stand, and the number above which all of them have to be (null: any). */
export type Scale = { step: number; above: number | null };

/**
 * The positions that put tasks into their file's order, for as few tasks as possible: given where each stands
 * now (null: nowhere yet), in the file's order, it gives the index and new position of each that has to move.
 * The longest run that already ascends stays; the others are spread between their neighbours.
 */
export function planPositions(
  standing: readonly (number | null)[],
  scale: Scale,
): Map<number, number> {
  const { step, above } = scale;
  const usable = standing.map((position) =>
    above !== null && position !== null && position <= above ? null : position,
  );
  const kept = longestAscending(usable);
  if (kept.length === standing.length) return new Map();
  const first = above === null ? 0 : above + step;
  return (
    spread(usable, kept, scale) ?? new Map(usable.map((_, index) => [index, first + index * step]))
  );
}

/** Null where two neighbours have come so close that no number lies between them. */
function spread(
  standing: readonly (number | null)[],
  kept: readonly number[],
  { step: usual, above }: Scale,
): Map<number, number> | null {
  const moved = new Map<number, number>();
  const positionAt = (place: number): number | null => {
    if (place < 0) return above;
    const index = kept[place];
    return index === undefined ? null : (standing[index] ?? null);
  };
  for (let place = -1; place < kept.length; place += 1) {
    const from = (kept[place] ?? -1) + 1;
    const to = kept[place + 1] ?? standing.length;
    const count = to - from;
    const [before, after] = [positionAt(place), positionAt(place + 1)];
    const step = before === null || after === null ? usual : (after - before) / (count + 1);
    const start = before ?? (after === null ? -usual : after - (count + 1) * usual);
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
