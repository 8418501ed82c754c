import { gitFailure, runGit, tryGit, type Git } from "../git.ts";
import { noCommit } from "./file-at-head.ts";

/** Commits are asked for one by one where a file's text is needed: of more, nobody is told. */
const mostCommits = 1000;

/** The status of a git that cannot go on, here for want of a commit. */
const fatal = 128;

/** The latest commit that two have behind them; null where there is none, or git does not know one of the two. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | null> {
  const { status, stdout } = await tryGit(git, ["merge-base", one, other]);
  return status === 0 ? stdout.trim() : null;
}

/**
 * The blobs that a file has been in the commits up to one which came since another one, each once. Null where that
 * cannot be told: git no longer knows the other commit or what lies between, or too many have touched the file.
 */
export async function blobsSince(
  git: Git,
  since: string,
  until: string,
  path: string,
): Promise<string[] | null> {
  const place = `:(top,literal)${path}`;
  const range = since === noCommit ? until : `${since}..${until}`;
  // Without --full-history a merge that took one side hides what the other side's commits have said.
  const list = ["rev-list", "--full-history", `--max-count=${mostCommits + 1}`, range, "--", place];
  const found = await tryGit(git, list);
  if (found.status === fatal) return null;
  if (found.status !== 0) throw gitFailure(git, list, found);
  const commits = found.stdout;
  if (commits === "") return [];
  if (commits.split("\n").length > mostCommits + 1) return null;
  const diff = ["diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--no-renames", "--", place];
  const listed = await runGit(git, diff, { input: commits });
  const blobs = [...listed.matchAll(/:\d+ 100\d+ [0-9a-f]+ ([0-9a-f]+) [AMT]\0/g)];
  return [...new Set(blobs.flatMap(([, id]) => id ?? []))];
}
