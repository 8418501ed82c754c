import { runGit, tryGit, type Git } from "../git.ts";

/**
 * The text of a file in HEAD's commit; null where HEAD has no such file or there is no commit yet. Throws `git`
 * where that cannot be told: a file that cannot be read is not a file that is not there.
 */
export async function textAtHead(git: Git, path: string): Promise<string | null> {
  if (await isUnborn(git)) return null;
  const listed = await runGit(git, ["ls-tree", "-z", "HEAD", "--", path]);
  const entry = /^\d+ blob ([0-9a-f]+)\t/.exec(listed);
  return entry?.[1] === undefined ? null : runGit(git, ["cat-file", "blob", entry[1]]);
}

/** Whether HEAD names a branch that has no commit yet. */
async function isUnborn(git: Git): Promise<boolean> {
  const { status } = await tryGit(git, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return status === 1;
}

/** Whether the bytes are what HEAD holds of the file, as git's own filters (line endings, smudge) see it. */
export async function equalsHead(git: Git, path: string, bytes: Buffer): Promise<boolean> {
  const head = await tryGit(git, ["rev-parse", "--verify", "--quiet", `HEAD:${path}`]);
  if (head.status !== 0) return false;
  const own = await runGit(git, ["hash-object", "--stdin", `--path=${path}`], { input: bytes });
  return own.trim() === head.stdout.trim();
}

/** Whether the index holds of the file exactly what HEAD holds. */
export async function indexEqualsHead(git: Git, path: string): Promise<boolean> {
  const result = await tryGit(git, [
    "diff-index",
    "--cached",
    "--quiet",
    "HEAD",
    "--",
    `:(top,literal)${path}`,
  ]);
  return result.status === 0;
}

/** The commit that HEAD names; null before the first one. */
export async function headCommit(git: Git): Promise<string | null> {
  const result = await tryGit(git, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return result.status === 0 ? result.stdout.trim() : null;
}

/** The branch that is checked out; null where HEAD is detached. */
export async function currentBranch(git: Git): Promise<string | null> {
  const result = await tryGit(git, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return result.status === 0 ? result.stdout.trim() : null;
}
