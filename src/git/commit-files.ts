import { rmSync } from "node:fs";
import { redact } from "../core/redact.ts";
import { identify } from "../system/process-identity.ts";
import { runGit, tryGit, type Git } from "./git.ts";
import { indexLockMark, settleIndex } from "./index-lock.ts";
import { closeJournal, writeJournal, type Move } from "./integration/integration-journal.ts";
import { transientFiles } from "./transient-files.ts";

/** Where a commit stands; after a crash at any of these, branch and index are whole. */
export const commitSteps = ["made", "journalled", "moved"] as const;
export type CommitStep = (typeof commitSteps)[number];

export type CommitRequest = {
  /** The full name of the checked-out branch, and the commit it holds. */
  ref: string;
  head: string;
  /** What each file is to hold, below the top; HEAD has them all as ordinary files. */
  files: readonly { path: string; bytes: Buffer }[];
  message: string;
};

export type CommitResult =
  | { committed: true; commit: string }
  /** `busy`: another git holds the index; `left`: HEAD or the branch went elsewhere; `staged`: a file was staged meanwhile. */
  | { committed: false; why: "busy" | "left" | "staged" | "failed"; words: string };

/** No hook runs: neither for the commit nor for the move of the branch. */
const withoutHooks = ["-c", "core.hooksPath=/dev/null"];

/**
 * Commits these files alone, put together in a private index: what is staged stays staged, the working tree is
 * not touched, and no hook runs. Branch and index then move together under git's own index.lock.
 */
export async function commitFiles(
  git: Git,
  request: CommitRequest,
  onStep: (step: CommitStep) => void,
): Promise<CommitResult> {
  const commit = await makeCommit(git, request);
  onStep("made");
  const move = { ref: request.ref, old: request.head, new: commit };
  try {
    writeJournal(git, { stage: "commit", move, child: null });
    onStep("journalled");
    return await moveTo(git, move, request, onStep);
  } finally {
    closeJournal(git);
  }
}

/** `mode blob\tpath` of each file, NUL behind each: what git-update-index(1) reads with --index-info. */
async function indexEntries(git: Git, { head, files }: CommitRequest): Promise<string> {
  const entries: string[] = [];
  for (const { path, bytes } of files) {
    const listed = await runGit(git, ["ls-tree", "-z", head, "--", `:(top,literal)${path}`]);
    const mode = /^100(644|755)/.exec(listed)?.[0] ?? "100644";
    const hash = ["hash-object", "-w", "--stdin", `--path=${path}`];
    const blob = (await runGit(git, hash, { input: bytes })).trim();
    entries.push(`${mode} ${blob}\t${path}\0`);
  }
  return entries.join("");
}

async function makeCommit(git: Git, request: CommitRequest): Promise<string> {
  const entries = await indexEntries(git, request);
  const { commitIndex } = transientFiles(git.gitDir);
  const own: Git = { ...git, env: { ...git.env, GIT_INDEX_FILE: commitIndex } };
  try {
    await runGit(own, ["read-tree", request.head]);
    await runGit(own, ["update-index", "-z", "--index-info"], { input: entries });
    const tree = (await runGit(own, ["write-tree"])).trim();
    const make = ["commit-tree", tree, "-p", request.head, "-F", "-"];
    return (await runGit(own, make, { input: request.message })).trim();
  } finally {
    rmSync(commitIndex, { force: true });
    rmSync(`${commitIndex}.lock`, { force: true });
  }
}

/**
 * One process that outlives a killed worker: index.lock, a copy of the index with the commit's files, the branch,
 * then the copy in the index's place. `diff-index` sees what the user has staged since it was last looked at. It
 * begins once it is told to: a worker that is killed before it has noted this process leaves one that does nothing.
 * It takes the files from the commit itself: a list over the pipe would be cut where the worker is killed.
 */
const script = `!commit() {
  read -r go || exit 73
  lock=$1/index.lock next=$2 ref=$3 old=$4 new=$5 message=$6
  (set -C; echo ${indexLockMark} >"$lock") 2>/dev/null || exit 75
  stop() { rm -f "$next" "$next.lock" "$lock"; exit "$1"; }
  cp -p "$1/index" "$next" || stop 74
  [ "$(git symbolic-ref --quiet HEAD)" = "$ref" ] || stop 73
  index=$1/index; shift 6
  GIT_INDEX_FILE=$next git diff-index --cached --quiet "$old" -- "$@" || stop 72
  GIT_INDEX_FILE=$next git reset --quiet "$new" -- "$@" || stop 70
  git update-ref -m "$message" "$ref" "$new" "$old" || stop 71
  mv -f "$next" "$index" && rm -f "$lock"
}; commit`;

const whyOf: Record<number, "busy" | "left" | "staged"> = {
  75: "busy",
  73: "left",
  72: "staged",
  71: "left",
};

async function moveTo(
  git: Git,
  move: Move,
  { files }: CommitRequest,
  onStep: (step: CommitStep) => void,
): Promise<CommitResult> {
  const paths = files.map(({ path }) => `:(top,literal)${path}`);
  const places = [git.gitDir, transientFiles(git.gitDir).nextIndex];
  const args = [...places, move.ref, move.old, move.new, "sync-hooks: tasks", ...paths];
  const config = [...withoutHooks, "-c", `alias.sync-hooks-commit=${script}`];
  const result = await tryGit(git, [...config, "sync-hooks-commit", ...args], {
    input: "go\n",
    onStart: (pid) => writeJournal(git, { stage: "commit", move, child: identify(pid) }),
  });
  onStep("moved");
  if (result.status !== 0) {
    await settleCommit(git, move);
    // A process that was killed once it had moved the branch has done what counts.
    const tip = await tryGit(git, ["rev-parse", "--verify", "--quiet", move.ref]);
    if (tip.stdout.trim() === move.new) return finish(git, move, paths);
    const words = redact(result.stderr.trim());
    return { committed: false, why: whyOf[result.status ?? 0] ?? "failed", words };
  }
  return finish(git, move, paths);
}

/** git compares sizes and times before contents: without this the files would still look changed. */
async function finish(git: Git, move: Move, paths: readonly string[]): Promise<CommitResult> {
  await tryGit(git, ["add", "--refresh", "--", ...paths]);
  return { committed: true, commit: move.new };
}

/** Ends a commit whose process is gone: the index follows the branch where that has moved, else stays. */
export const settleCommit = (git: Git, move: Move): Promise<void> =>
  settleIndex(git, move, async () => {});
