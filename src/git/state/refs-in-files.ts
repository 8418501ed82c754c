import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../../system/files.ts";
import type { Git } from "../git.ts";
import type { Refs } from "./refs.ts";

/** Reads HEAD, loose refs, packed-refs and reflogs in-process (gitrepository-layout(5)). */
export function refsInFiles(git: Git): Refs {
  return {
    async head() {
      const text = readFileSync(join(git.gitDir, "HEAD"), "utf8").trim();
      const branch = /^ref:\s*refs\/heads\/(.+)$/.exec(text)?.[1];
      return branch === undefined ? { detachedAt: text } : { branch };
    },
    read: async (ref) => readRef(git.commonDir, ref),
    reflog: async (ref) => readReflog(git.commonDir, ref),
  };
}

/** As many symbolic refs as git follows: SYMREF_MAXDEPTH. */
const deepest = 5;

/** The commit that a ref names, symbolic ones followed; null where there is none. */
export function readRef(commonDir: string, ref: string, depth = 0): string | null {
  if (depth > deepest) return null;
  const loose = readLoose(join(commonDir, ref));
  if (loose?.startsWith("ref:")) return readRef(commonDir, loose.slice(4).trim(), depth + 1);
  if (loose) return loose;
  const packed = readIfPresent(join(commonDir, "packed-refs"))?.toString("utf8");
  return packed === undefined ? null : findPacked(packed, ref);
}

/** An empty folder `feature/` may be left where the branch `feature` stands packed. */
function readLoose(path: string): string | null {
  try {
    return readIfPresent(path)?.toString("utf8").trim() ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EISDIR") return null;
    throw error;
  }
}

function findPacked(packed: string, ref: string): string | null {
  const end = packed.indexOf(` ${ref}\n`);
  return end === -1 ? null : packed.slice(packed.lastIndexOf("\n", end) + 1, end);
}

/** Each line starts with the old and the new commit; the all-zero one of a new branch names none. */
function readReflog(commonDir: string, ref: string): Set<string> {
  const text = readIfPresent(join(commonDir, "logs", ref))?.toString("utf8") ?? "";
  const commits = text.split("\n").flatMap((line) => line.split(" ", 2));
  return new Set(commits.filter((commit) => /^(?!0+$)[0-9a-f]{40,}$/.test(commit)));
}
