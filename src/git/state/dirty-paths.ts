import { runGit, type Git } from "../git.ts";

/**
 * The tracked paths that differ from HEAD, in the index or in the working tree (git-status(1), porcelain v2).
 * Untracked files do not count, nor does what lies inside a submodule.
 */
export async function dirtyPaths(git: Git): Promise<string[]> {
  const args = ["status", "--porcelain=v2", "-z", "--untracked-files=no"];
  const listed = await runGit(git, [...args, "--ignore-submodules=dirty", "--no-renames"]);
  return listed.split("\0").flatMap((record) => pathOf(record) ?? []);
}

/** How many fields stand before the path: 8 in an ordinary record, 10 in an unmerged one. */
const fieldsBefore: Record<string, number> = { "1": 8, u: 10 };

function pathOf(record: string): string | null {
  const fields = fieldsBefore[record[0] ?? ""];
  return fields === undefined ? null : record.split(" ").slice(fields).join(" ");
}
