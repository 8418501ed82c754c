import { join } from "node:path";
import { changedWorkstreams } from "../../hub/tasks.ts";
import type { HubDb } from "../../hub/hub.ts";
import { noCommit } from "../../git/state/file-at-head.ts";
import { committedTaskFiles, dirtyTaskFiles, leftOutFiles } from "../../git/task-files.ts";
import { filesOf, knownFiles, someKnownFiles, type KnownFile } from "../../ledger/files.ts";
import type { HubSeen } from "../../ledger/hub-seen.ts";
import { fileState } from "../../system/file-state.ts";
import { listFiles } from "./list-files.ts";
import type { Scope } from "./scope.ts";

export type Choice = {
  /** The files to read: changed, new, left unsettled, or of a workstream that the hub changed. */
  read: string[];
  /** Files that held tasks and are gone from the disk. */
  gone: KnownFile[];
  /** Files that are no task files any more where they stand, or that a sparse checkout leaves out. */
  dropped: KnownFile[];
  /** Files that need no reading and are as HEAD has them. */
  asHead: string[];
  /** The file that holds a workstream, of those that need no reading. */
  holderOf: (workstream: string) => string | null;
  /** What the ledger knows of the files that were looked at. */
  known: ReadonlyMap<string, KnownFile>;
  /** By which the next reconcile knows whether the list of files still holds. */
  listing: string | null;
};

const settleMs = 2000;

/**
 * Chooses the task files that one reconcile reads, of all of them or, where the scope allows it, of those that
 * git and the hub name. A file with the identity that the ledger knows is not read, unless it was noted within
 * two seconds of its own last change (it may have changed unseen since), or a key that has something written
 * into every file was switched on just now.
 */
export async function chooseFiles(
  scope: Scope,
  seen: HubSeen | null,
  change: number,
): Promise<Choice> {
  const { ctx, hub, checkout, tasks } = scope;
  const untended = seen !== null && (tended(tasks) & ~seen.tended) !== 0;
  const askHub = async () =>
    seen?.change === change
      ? new Set<string>()
      : hub.read((db: HubDb) => changedWorkstreams(db, checkout.repoId, seen?.change ?? 0));
  const [touched, changed] = await Promise.all([
    untended ? null : touchedFiles(scope, seen),
    askHub(),
  ]);
  const { paths, known, listing, dirty } = touched
    ? findTouched(scope, touched, [...changed], seen?.listing ?? null)
    : await findAll(scope, seen?.listing ?? null);
  const choice = {
    read: [] as string[],
    gone: [] as KnownFile[],
    dropped: [] as KnownFile[],
    asHead: [] as string[],
  };
  const holders = new Map<string, string>();
  for (const path of paths) {
    const file = known.get(path);
    const state = fileState(ctx.files, join(checkout.path, path));
    // A name that is not UTF-8 is found by no file call: reading it says so.
    const isAbsent = state.identity === "-" && !path.includes("\uFFFD");
    if (isAbsent && file === undefined) continue;
    if (isAbsent && file) choice.gone.push(file);
    else if (!file || untended || !isTrusted(file, state) || changed.has(file.workstream ?? ""))
      choice.read.push(path);
    else {
      if (file.workstream !== null) holders.set(file.workstream, path);
      if (dirty && !dirty.has(path)) choice.asHead.push(path);
    }
  }
  const looked = new Set(paths);
  for (const file of known.values()) {
    if (looked.has(file.path)) continue;
    const mode = ctx.files.stat(join(checkout.path, file.path))?.mode;
    (mode === undefined || isFolder(mode) ? choice.gone : choice.dropped).push(file);
  }
  if (choice.gone.length > 0) {
    const leftOut = await leftOutFiles(scope.git, tasks.files);
    choice.dropped.push(...choice.gone.filter(({ path }) => leftOut.has(path)));
    choice.gone = choice.gone.filter(({ path }) => !leftOut.has(path));
  }
  const ownHolder = (workstream: string) => holders.get(workstream) ?? null;
  const holderOf = touched
    ? (workstream: string) => ownHolder(workstream) ?? unlookedHolder(scope, workstream, looked)
    : ownHolder;
  return { ...choice, holderOf, known, listing };
}

type Found = {
  paths: readonly string[];
  known: ReadonlyMap<string, KnownFile>;
  listing: string | null;
  /** The files that are not as HEAD has them; null: not known. */
  dirty: ReadonlySet<string> | null;
};

async function findAll(scope: Scope, last: string | null): Promise<Found> {
  const known = knownFiles(scope.ctx.ledger(), scope.checkoutId, scope.branch);
  const { paths, identity } = await listFiles(scope, known, last);
  return { paths, known, listing: identity, dirty: null };
}

/** Task files by what git says of them; a path can stand in both lists. */
type TouchedFiles = {
  /** Those in which the commit that the last run saw and HEAD differ. */
  committed: string[];
  /** Those that are not as HEAD has them. */
  dirty: string[];
};

/** git names the files that commits and edits have touched, the hub the workstreams that it has changed. */
function findTouched(
  { ctx, checkoutId, branch }: Scope,
  { committed, dirty }: TouchedFiles,
  workstreams: readonly string[],
  listing: string | null,
): Found {
  const named = [...committed, ...dirty];
  const known = someKnownFiles(ctx.ledger(), checkoutId, branch, { paths: named, workstreams });
  const paths = [...new Set([...named, ...known.keys()])];
  return { paths, known, listing, dirty: new Set(dirty) };
}

/** What git says has been touched since the last run saw HEAD; null where every file is to be looked at. */
async function touchedFiles(scope: Scope, seen: HubSeen | null): Promise<TouchedFiles | null> {
  const { listing, head, git, tasks } = scope;
  if (listing !== "touched" || head === null) return null;
  if (seen?.head == null || seen.head === noCommit) return null;
  if (seen.patterns !== JSON.stringify(tasks.files)) return null;
  const [committed, dirty] = await Promise.all([
    committedTaskFiles(git, tasks.files, { seen: seen.head, head }).then(loadReader),
    dirtyTaskFiles(git, tasks.files),
  ]);
  return committed && dirty && { committed, dirty };
}

/** Where there will be something to read, what reads it is loaded while git still looks at all files of its index. */
function loadReader<Paths extends readonly string[] | null>(paths: Paths): Paths {
  // Whoever needs it is told what went wrong.
  if (paths && paths.length > 0) import("./reconcile-files.ts").catch(() => {});
  return paths;
}

/** A file that nothing has named stands as it stood. */
function unlookedHolder(
  { ctx, checkoutId, branch }: Scope,
  workstream: string,
  looked: ReadonlySet<string>,
): string | null {
  const paths = filesOf(ctx.ledger(), checkoutId, branch, workstream);
  return paths.find((path) => !looked.has(path)) ?? null;
}

/** What the config has written into every file, as the ledger notes it: 1 hub ids, 2 the hub's tasks, 4 its status. */
export const tended = ({
  inject_ids: ids,
  create_in_markdown: create,
  close_workplans: close,
}: Scope["tasks"]) => (ids ? 1 : 0) | (create ? 2 : 0) | (close ? 4 : 0);

/** The type bits of a file's mode, inode(7). */
const isFolder = (mode: bigint) => (mode & 0o170000n) === 0o040000n;

function isTrusted(file: KnownFile, state: { identity: string; changedMs: number }): boolean {
  return (
    file.settled === 1 &&
    file.identity === state.identity &&
    file.recordedMs - state.changedMs >= settleMs
  );
}
