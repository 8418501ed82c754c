/** Which side is taken where both changed the same lines; null: nobody is there to say. */
export type Prefer = "ours" | "theirs";

/**
 * Three-way merge by lines, as `diff3` does it: between the lines that all three share, a side that stayed as
 * the base was gives way to the other. Null where both changed the same place and nobody is preferred.
 */
export function mergeLines(
  texts: { base: string; ours: string; theirs: string },
  prefer: Prefer | null,
): string | null {
  const { base, ours, theirs } = texts;
  if (ours === base || ours === theirs) return theirs;
  if (theirs === base) return ours;
  const [b, o, t] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const [toOurs, toTheirs] = [matches(b, o), matches(b, t)];
  const merged: string[] = [];
  let from = { b: 0, o: 0, t: 0 };
  for (let at = 0; at <= b.length; at += 1) {
    const end = at === b.length;
    const [atOurs, atTheirs] = [end ? o.length : toOurs[at], end ? t.length : toTheirs[at]];
    if (atOurs === undefined || atTheirs === undefined) continue;
    const hunk = {
      base: b.slice(from.b, at).join(""),
      ours: o.slice(from.o, atOurs).join(""),
      theirs: t.slice(from.t, atTheirs).join(""),
    };
    if (hunk.ours === hunk.base || hunk.ours === hunk.theirs) merged.push(hunk.theirs);
    else if (hunk.theirs === hunk.base) merged.push(hunk.ours);
    else if (prefer === null) return null;
    else merged.push(hunk[prefer]);
    if (!end) merged.push(b[at] ?? "");
    from = { b: at + 1, o: atOurs + 1, t: atTheirs + 1 };
  }
  return merged.join("");
}

const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** For each line of `a` the line of `b` that a longest common subsequence pairs it with. */
function matches(a: readonly string[], b: readonly string[]): (number | undefined)[] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        a[i] === b[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
  const pairs: (number | undefined)[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs[i++] = j++;
    else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return pairs;
}
