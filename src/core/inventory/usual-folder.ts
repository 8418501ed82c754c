/**
 * The folder in which most of the checkouts lie, where a further clone is at home; null where there is none.
 * Paths are absolute, with `/` or `\\` between their parts. Among equals, the first by name.
 */
export function usualFolder(checkouts: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const path of checkouts) {
    const folder = /^(.+)[/\\][^/\\]+$/.exec(path)?.[1];
    if (folder !== undefined) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const ranked = [...counts].toSorted(
    ([one, many], [other, more]) => more - many || (one < other ? -1 : 1),
  );
  return ranked[0]?.[0] ?? null;
}
