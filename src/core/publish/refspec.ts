/** Where refspecs (`+src:dst`, one `*` on each side, `^src` to leave out) send a ref; null where none takes it. */
export function mapRef(refspecs: readonly string[], ref: string): string | null {
  const leftOut = refspecs.some(
    (refspec) => refspec.startsWith("^") && matchSide(refspec.slice(1), ref) !== null,
  );
  if (leftOut) return null;
  for (const refspec of refspecs) {
    if (refspec.startsWith("^")) continue;
    const [source = "", target = ""] = refspec.replace(/^\+/, "").split(":");
    const matched = matchSide(source, ref);
    if (matched !== null && target !== "") return target.replace("*", () => matched);
  }
  return null;
}

/** What the pattern's `*` stands for in the ref ("" where the two are equal), or null where they do not fit. */
function matchSide(pattern: string, ref: string): string | null {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === ref ? "" : null;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  const fits =
    ref.length >= before.length + after.length && ref.startsWith(before) && ref.endsWith(after);
  return fits ? ref.slice(before.length, ref.length - after.length) : null;
}
