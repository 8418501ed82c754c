import type { GitFacts } from "../../core/publish/git-facts.ts";
import type { Git } from "../git.ts";
import { refsByGit } from "./refs-by-git.ts";
import { refsInFiles } from "./refs-in-files.ts";

/** What HEAD names: a branch (that may have no commit yet) or a commit. */
export type Head = { branch: string } | { detachedAt: string };

/** Reads refs by their full names. */
export type Refs = {
  head: () => Promise<Head>;
  /** The commit that the ref holds, or null where there is no such ref. */
  read: (ref: string) => Promise<string | null>;
  /** Every commit that the ref's reflog names, as long as it is kept; empty where there is none. */
  reflog: (ref: string) => Promise<Set<string>>;
};

/** Reads refs in-process where they lie in files (no process, microseconds), else through git (reftable). */
export function openRefs(git: Git, facts: GitFacts): Refs {
  return facts.refsInFiles ? refsInFiles(git) : refsByGit(git);
}
