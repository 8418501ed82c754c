/** How many tasks there are, and how many of them are closed: done or cancelled. */
export type Progress = { total: number; closed: number };

/** The progress of a heading with everything below it. `path` holds the headings, outermost first. */
export type GroupProgress = Progress & { path: readonly string[] };

/**
 * Rolls the counts of the innermost headings up to every heading above them: a feature's tasks count for its
 * epic too. Sorted by name, each before those below it.
 */
export function rollUp(innermost: readonly GroupProgress[]): GroupProgress[] {
  const groups = new Map<string, GroupProgress>();
  for (const { path, total, closed } of innermost)
    for (let depth = 1; depth <= path.length; depth += 1) {
      const above = path.slice(0, depth);
      const name = JSON.stringify(above);
      const group = groups.get(name) ?? { path: above, total: 0, closed: 0 };
      groups.set(name, {
        path: above,
        total: group.total + total,
        closed: group.closed + closed,
      });
    }
  return [...groups.values()].toSorted(byPath);
}

function byPath({ path: one }: GroupProgress, { path: other }: GroupProgress): number {
  for (let depth = 0; depth < Math.max(one.length, other.length); depth += 1) {
    const [a, b] = [one[depth], other[depth]];
    if (a === b) continue;
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    return a < b ? -1 : 1;
  }
  return 0;
}
