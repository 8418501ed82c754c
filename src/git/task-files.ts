import { runGit, type Git } from "./git.ts";

/**
 * The files of the working tree that fit the glob patterns: tracked ones (also where they are gone from
 * the disk) and new ones, but none that git ignores. git walks the index and prunes folders; no file is read.
 * A pattern with `!` in front takes files out again.
 */
export async function listTaskFiles(git: Git, patterns: readonly string[]): Promise<string[]> {
  const pathspecs = patterns.map((pattern) =>
    pattern.startsWith("!") ? `:(glob,exclude)${pattern.slice(1)}` : `:(glob)${pattern}`,
  );
  if (pathspecs.length === 0) return [];
  const listed = await runGit(git, [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    ...pathspecs,
  ]);
  // An unmerged file is listed once per stage; a nested repository ends in "/".
  return [...new Set(listed.split("\0"))].filter((path) => path !== "" && !path.endsWith("/"));
}
