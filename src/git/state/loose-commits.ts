import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { readIfPresent } from "../../system/files.ts";

const farthest = 32;
const largestCommit = 65_536;

/**
 * How many commits lead from `tip` up to `head`, read in-process, where that is a short straight line of
 * loose commits, as just after a commit; null where only git can tell (a merge, a pack, an alternate).
 * The format is gitformat-loose(5)'s: `commit SIZE NUL`, then the headers `tree` and `parent`, deflated.
 */
export function straightDistance(commonDir: string, head: string, tip: string): number | null {
  let commit = head;
  for (let distance = 0; distance <= farthest; distance += 1) {
    if (commit === tip) return distance;
    const parents = looseParents(commonDir, commit);
    const [parent] = parents ?? [];
    if (parent === undefined || parents?.length !== 1) return null;
    commit = parent;
  }
  return null;
}

function looseParents(commonDir: string, commit: string): string[] | null {
  const file = join(commonDir, "objects", commit.slice(0, 2), commit.slice(2));
  const deflated = readIfPresent(file);
  if (deflated === null || deflated.length > largestCommit) return null;
  const text = inflate(deflated);
  if (!text?.startsWith("commit ")) return null;
  const headers = text.slice(text.indexOf("\0") + 1, text.indexOf("\n\n"));
  return [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, id]) => id ?? []);
}

/** Null for a damaged or huge object: git says best what is wrong with it. */
function inflate(deflated: Buffer): string | null {
  try {
    return inflateSync(deflated, { maxOutputLength: 16 * largestCommit }).toString("latin1");
  } catch {
    return null;
  }
}
