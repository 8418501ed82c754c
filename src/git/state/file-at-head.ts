import { randomUUID } from "node:crypto";
import { runGit, tryGit, type Git } from "../git.ts";

/**
 * The texts with which git would check these files out of a commit, by path; one that it does not hold is left out,
 * null: a filter of the user's fails. A few git processes, however many files there are. Throws `git`
 * where one cannot be read: a file that cannot be read is not a file that is not there.
 */
export async function textsAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string | null>> {
  const held = commit === noCommit ? new Map<string, Buffer>() : await filesAt(git, commit, paths);
  return new Map([...held].map(([path, bytes]) => [path, bytes?.toString("utf8") ?? null]));
}

/** As `textsAt`, the bytes in HEAD's commit. */
export async function checkedOutAtHead(
  git: Git,
  paths: readonly string[],
): Promise<Map<string, Buffer | null>> {
  return (await isUnborn(git)) ? new Map() : filesAt(git, "HEAD", paths);
}

async function filesAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, Buffer | null>> {
  const entries = await entriesAt(git, commit, paths);
  // A batch has a line for each file.
  const named = entries.filter(({ path }) => !path.includes("\n"));
  const found: Map<string, Buffer | null> = await runBatch(git, named);
  for (const { id, path } of entries)
    if (!found.has(path)) found.set(path, await checkedOutBlob(git, id, path));
  return found;
}

/**
 * The bytes that git would check a blob out with, through the user's filters (line endings, smudge) for a path; null
 * where a filter fails. Throws `git` where there is no such blob.
 */
export async function checkedOutBlob(git: Git, id: string, path: string): Promise<Buffer | null> {
  const args = ["cat-file", "--filters", `--path=${path}`, id];
  const { status, stdout } = await tryGit(git, args, { encoding: "latin1" });
  if (status === 0) return Buffer.from(stdout, "latin1");
  await runGit(git, ["cat-file", "-e", id]);
  return null;
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
 * print there is the one before the filters. Nothing where the answer does not fit the question: one file that git
 * cannot print ends the whole of it.
 */
async function runBatch(git: Git, entries: readonly Entry[]): Promise<Map<string, Buffer>> {
  if (entries.length === 0) return new Map();
  const marker = randomUUID();
  const input = entries.map(({ id, path }) => `${id} ${path}\n`).join("");
  const args = ["cat-file", `--batch=${marker}`, "--filters"];
  const printed = await tryGit(git, args, { input, encoding: "latin1" });
  const [, ...answers] = printed.stdout.split(`${marker}\n`);
  if (printed.status !== 0 || answers.length !== entries.length) return new Map();
  return new Map(
    entries.map(({ path }, at) => [path, Buffer.from(answers[at]?.slice(0, -1) ?? "", "latin1")]),
  );
}

/** Whether HEAD names a branch that has no commit yet: git can tell that name then, and of a broken branch it cannot. */
async function isUnborn(git: Git): Promise<boolean> {
  const { status } = await tryGit(git, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return status === 1 && (await tryGit(git, ["symbolic-ref", "--quiet", "HEAD"])).status === 0;
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

/** In place of a commit before the first one, as git names none itself (githooks(5), "all-zeroes"). */
export const noCommit = "0".repeat(40);

/** The commit that HEAD names; `noCommit` before the first one. Throws `git` where it names one that cannot be read. */
export async function headCommit(git: Git): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const result = await tryGit(git, args);
  if (result.status === 0) return result.stdout.trim();
  if (await isUnborn(git)) return noCommit;
  return (await runGit(git, ["rev-parse", "--verify", "HEAD^{commit}"])).trim();
}

/** The branch that is checked out; null where HEAD is detached. */
export async function currentBranch(git: Git): Promise<string | null> {
  const result = await tryGit(git, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return result.status === 0 ? result.stdout.trim() : null;
}
