import { runGit, tryGit, type Git } from "./git.ts";

/**
 * The files of the working tree that fit the glob patterns: tracked ones (also where they are gone from
 * the disk) and new ones, but none that git ignores. git walks the index and prunes folders; no file is read.
 * A pattern with `!` in front takes files out again.
 */
export async function listTaskFiles(git: Git, patterns: readonly string[]): Promise<string[]> {
  const pathspecs = pathspecsOf(patterns);
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

/** Those of the task files that git leaves out of the working tree on purpose: a sparse checkout. */
export async function leftOutFiles(git: Git, patterns: readonly string[]): Promise<Set<string>> {
  const listed = await runGit(git, [
    "ls-files",
    "-z",
    "-t",
    "--cached",
    "--",
    ...pathspecsOf(patterns),
  ]);
  // `S`: the index says "skip-worktree" (git-ls-files(1), -t).
  return new Set(
    listed.split("\0").flatMap((line) => (line.startsWith("S ") ? line.slice(2) : [])),
  );
}

/** The task files in which two commits differ; null where git no longer knows one of them. */
export async function committedTaskFiles(
  git: Git,
  patterns: readonly string[],
  { seen, head }: { seen: string; head: string },
): Promise<string[] | null> {
  const pathspecs = pathspecsOf(patterns);
  if (pathspecs.length === 0 || seen === head) return [];
  const options = ["-r", "-z", "--name-only", "--no-renames"];
  const diff = await tryGit(git, ["diff-tree", ...options, seen, head, "--", ...pathspecs]);
  return diff.status === 0 ? diff.stdout.split("\0").filter((path) => path !== "") : null;
}

/**
 * The task files that are not as HEAD has them: changed, staged, gone or new. git looks at each file of its index without
 * reading it. Null where it cannot tell.
 */
export async function dirtyTaskFiles(
  git: Git,
  patterns: readonly string[],
): Promise<string[] | null> {
  const pathspecs = pathspecsOf(patterns);
  if (pathspecs.length === 0) return [];
  const status = await tryGit(git, [
    "status",
    "--porcelain=v2",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignore-submodules=all",
    "--",
    ...pathspecs,
  ]);
  return status.status === 0
    ? status.stdout.split("\0").flatMap((record) => dirtyPath(record) ?? [])
    : null;
}

/** How many fields stand before the path in each kind of record (git-status(1), porcelain v2). */
const fieldsBefore: Record<string, number> = { "1": 8, u: 10, "?": 1 };

function dirtyPath(record: string): string | null {
  const fields = fieldsBefore[record[0] ?? ""];
  // A nested repository ends in "/".
  return fields === undefined || record.endsWith("/")
    ? null
    : record.split(" ").slice(fields).join(" ");
}

const pathspecsOf = (patterns: readonly string[]) =>
  patterns.map((pattern) =>
    pattern.startsWith("!") ? `:(glob,exclude)${pattern.slice(1)}` : `:(glob)${pattern}`,
  );
