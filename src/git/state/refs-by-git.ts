import { runGit, tryGit, type Git } from "../git.ts";
import type { Refs } from "./refs.ts";

/** Reads refs by asking git, one process each: for repositories that keep them in a reftable. */
export function refsByGit(git: Git): Refs {
  return {
    async head() {
      const symbolic = await tryGit(git, ["symbolic-ref", "--quiet", "HEAD"]);
      const branch = /^refs\/heads\/(.+)\n$/.exec(symbolic.stdout)?.[1];
      if (branch !== undefined) return { branch };
      return { detachedAt: (await runGit(git, ["rev-parse", "--verify", "HEAD"])).trim() };
    },
    async read(ref) {
      const found = await tryGit(git, ["rev-parse", "--verify", "--quiet", ref]);
      return found.status === 0 ? found.stdout.trim() : null;
    },
    async reflog(ref) {
      const listed = await tryGit(git, ["reflog", "show", "--format=%H", ref, "--"]);
      return new Set(listed.stdout.split("\n").filter((line) => line !== ""));
    },
  };
}
