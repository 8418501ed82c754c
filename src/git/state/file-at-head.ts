import { randomUUID } from "node:crypto";
import { SyncError } from "../../core/errors.ts";
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
 * The texts of these files in a commit, by path; one that it does not hold is left out. A few git processes, however
 * many files there are. Throws `git` as `textAtHead` does.
 */
export async function textsAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const entries = await entriesAt(git, commit, paths);
  const input = entries.map(({ id }) => `${id}\n`).join("");
  const blobs = await runBatch(entries, (marker) =>
    runGit(git, ["cat-file", `--batch=${marker}`], { input, encoding: "latin1" }),
  );
  if (blobs === null)
    throw new SyncError("git", `git cat-file gave no whole answer in ${git.path}`, {
      hint: `see what is wrong with the repository: git -C '${git.path}' fsck`,
    });
  return new Map([...blobs].map(([path, bytes]) => [path, bytes.toString("utf8")]));
}

/**
 * The texts that a file had in the commits up to one which came since another one and touched it, the latest 50. None
 * where git no longer knows that other commit.
 */
export async function textsSince(
  git: Git,
  since: string,
  until: string,
  path: string,
): Promise<string[]> {
  const list = ["rev-list", "--max-count=50", `${since}..${until}`, "--", `:(top,literal)${path}`];
  const { status, stdout } = await tryGit(git, list);
  if (status !== 0) return [];
  const texts: string[] = [];
  for (const commit of stdout.split("\n").filter((line) => line !== "")) {
    const blob = await tryGit(git, ["cat-file", "blob", `${commit}:${path}`]);
    if (blob.status === 0) texts.push(blob.stdout);
  }
  return texts;
}

/**
 * The bytes that git would check these files out with: HEAD's, through the user's filters (line endings, smudge).
 * One that HEAD does not hold, or whose filter fails, is left out.
 */
export async function checkedOutAtHead(
  git: Git,
  paths: readonly string[],
): Promise<Map<string, Buffer>> {
  // A batch has a line for each file.
  if (await isUnborn(git)) return new Map();
  const entries = (await entriesAt(git, "HEAD", paths)).filter(({ path }) => !path.includes("\n"));
  const input = entries.map(({ id, path }) => `${id} ${path}\n`).join("");
  const blobs = await runBatch(entries, async (marker) => {
    const args = ["cat-file", `--batch=${marker}`, "--filters"];
    return (await tryGit(git, args, { input, encoding: "latin1" })).stdout;
  });
  return blobs ?? new Map();
}

type Entry = { id: string; path: string };

async function entriesAt(git: Git, commit: string, paths: readonly string[]): Promise<Entry[]> {
  if (paths.length === 0) return [];
  const listed = await runGit(git, ["ls-tree", "-z", commit, "--", ...paths]);
  return listed.split("\0").flatMap((line) => {
    const [, id, path] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, path }];
  });
}

/**
 * Reads the answers of one `git cat-file --batch`: a header, a line end, the bytes and a line end each
 * (git-cat-file(1), BATCH OUTPUT). The header is a marker that no file holds, since the size that git would
 * print there is the one before the filters. Null where the answer does not fit the question.
 */
async function runBatch(
  entries: readonly Entry[],
  print: (marker: string) => Promise<string>,
): Promise<Map<string, Buffer> | null> {
  if (entries.length === 0) return new Map();
  const marker = randomUUID();
  const [, ...answers] = (await print(marker)).split(`${marker}\n`);
  if (answers.length !== entries.length) return null;
  return new Map(
    entries.map(({ path }, at) => [path, Buffer.from(answers[at]?.slice(0, -1) ?? "", "latin1")]),
  );
}

/** Whether HEAD names a branch that has no commit yet. */
async function isUnborn(git: Git): Promise<boolean> {
  const { status } = await tryGit(git, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return status === 1;
}

/** Whether the bytes are what a commit holds of the file, as git's own filters (line endings, smudge) see it. */
export async function equalsAt(
  git: Git,
  commit: string,
  path: string,
  bytes: Buffer,
): Promise<boolean> {
  const held = await tryGit(git, ["rev-parse", "--verify", "--quiet", `${commit}:${path}`]);
  if (held.status !== 0) return false;
  const own = await runGit(git, ["hash-object", "--stdin", `--path=${path}`], { input: bytes });
  return own.trim() === held.stdout.trim();
}

/** Of these files, the ones of which the index holds something else than HEAD. */
export async function stagedPaths(git: Git, paths: readonly string[]): Promise<Set<string>> {
  const places = paths.map((path) => `:(top,literal)${path}`);
  const args = ["diff-index", "--cached", "--name-only", "--no-renames", "-z", "HEAD", "--"];
  return new Set((await runGit(git, [...args, ...places])).split("\0"));
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
