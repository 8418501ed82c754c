import type { GitFacts } from "../../core/publish/git-facts.ts";
import type { Git } from "../git.ts";
import type { Refs } from "./refs.ts";
import { refsByGit } from "./refs-by-git.ts";
import { refsInFiles } from "./refs-in-files.ts";

/** Reads refs in-process where they lie in files (no process, microseconds), else through git (reftable). */
export function openRefs(git: Git, facts: GitFacts): Refs {
  return facts.refsInFiles ? refsInFiles(git) : refsByGit(git);
}
