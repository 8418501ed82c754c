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

/**
 * The texts of these files in HEAD's commit, by path; one that HEAD does not hold is left out. Two git processes,
 * however many files there are. Throws `git` as `textAtHead` does.
 */
export async function textsAtHead(
  git: Git,
  paths: readonly string[],
): Promise<Map<string, string>> {
  if (paths.length === 0 || (await isUnborn(git))) return new Map();
  const listed = await runGit(git, ["ls-tree", "-z", "HEAD", "--", ...paths]);
  const entries = listed.split("\0").flatMap((line) => {
    const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, path }];
  });
  const input = entries.map(({ id }) => `${id}\n`).join("");
  const printed = await runGit(git, ["cat-file", "--batch"], { input, encoding: "latin1" });
  const bytes = Buffer.from(printed, "latin1");
  const texts = new Map<string, string>();
  let at = 0;
  // `<id> blob <size>`, a line end, that many bytes and a line end (git-cat-file(1), BATCH OUTPUT).
  for (const { path } of entries) {
    const start = bytes.indexOf("\n", at) + 1;
    const size = Number(bytes.toString("latin1", at, start - 1).split(" ")[2]);
    texts.set(path, bytes.toString("utf8", start, start + size));
    at = start + size + 1;
  }
  return texts;
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
