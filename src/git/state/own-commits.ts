import { runGit, type Git } from "../git.ts";
import { noCommit } from "./file-at-head.ts";

/** A commit that was made in this checkout. */
export type OwnCommit = {
  id: string;
  /** What it was made upon: its parents, and what HEAD named before, which it amends where that is another one. */
  upon: string[];
  /** Whether it was made after HEAD had named the commit in question for the last time. */
  isLater: boolean;
};

/** How many moves of HEAD are looked at: beyond, nobody is told. */
const mostMoves = 1000;

/**
 * The commits of a file that were made in this checkout since HEAD came to name one commit, until it came to name another.
 * Null where HEAD's log does not tell: there is none, or it no longer reaches back to there.
 */
export async function ownCommits(
  git: Git,
  { since, until, path }: { since: string; until: string; path: string },
): Promise<OwnCommit[] | null> {
  const log = await headMoves(git);
  const named = log.findIndex(({ id }) => id === until);
  const moves = named < 0 ? [] : log.slice(named);
  const last = since === noCommit ? moves.length : moves.findIndex(({ id }) => id === since);
  const first = since === noCommit ? last : moves.findLastIndex(({ id }) => id === since);
  if (moves.length === 0 || last < 0) return null;
  const found = moves.flatMap(({ id, parents, message }, at) => {
    if (at >= first || isBrought(message)) return [];
    const before = moves[at + 1]?.id;
    const upon = [...new Set([...parents, ...(before === undefined ? [] : [before])])];
    return [{ id, upon, isLater: at < last }];
  });
  const touching = await commitsOf(git, path, found);
  return found.filter(({ id }) => touching.has(id));
}

/**
 * Git's own words at the start of a log's message (git-reflog(1)) where it moves HEAD to what others may have made. Who
 * goes on with a rebase after a conflict has made that commit.
 */
const isBrought = (message: string): boolean =>
  /^(pull|merge|rebase|reset|checkout|clone|sync-hooks)\b/.test(message) &&
  !/^rebase[^:]*\(continue\):/.test(message);

type Move = { id: string; parents: string[]; message: string };

/** The latest moves first. */
async function headMoves(git: Git): Promise<Move[]> {
  const format = "--format=%H%x00%P%x00%gs";
  const list = ["log", "-g", "--no-show-signature", `--max-count=${mostMoves}`, format, "HEAD"];
  return (await runGit(git, [...list, "--"])).split("\n").flatMap((line) => {
    const [id, parents, message] = line.split("\0");
    return id === undefined || parents === undefined || message === undefined
      ? []
      : [{ id, parents: parents.split(" ").filter((parent) => parent !== ""), message }];
  });
}

/** Those of the commits that have changed a file against one of their parents. */
async function commitsOf(
  git: Git,
  path: string,
  commits: readonly { id: string }[],
): Promise<Set<string>> {
  if (commits.length === 0) return new Set();
  const place = `:(top,literal)${path}`;
  const diff = ["diff-tree", "--stdin", "-r", "-m", "--root", "-z", "--no-renames", "--", place];
  const input = commits.map(({ id }) => `${id}\n`).join("");
  const listed = await runGit(git, diff, { input });
  return new Set([...listed.matchAll(/([0-9a-f]+)\0:/g)].flatMap(([, id]) => id ?? []));
}
