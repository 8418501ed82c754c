import { join } from "node:path";
import { changedWorkstreams } from "../../hub/tasks.ts";
import type { HubDb } from "../../hub/hub.ts";
import type { KnownFile } from "../../ledger/files.ts";
import type { HubSeen } from "../../ledger/hub-seen.ts";
import { fileState } from "../../system/file-state.ts";
import { listFiles } from "./list-files.ts";
import type { Scope } from "./scope.ts";

export type Choice = {
  /** The files to read: changed, new, left unsettled, or of a workstream that the hub changed. */
  read: string[];
  /** Files that held tasks and are gone from the disk. */
  gone: KnownFile[];
  /** Files that stand where they stood, but are no task files any more. */
  dropped: KnownFile[];
  /** Of the files that need no reading: which one holds a workstream. */
  holders: ReadonlyMap<string, string>;
  /** What the ledger knows of every file. */
  known: ReadonlyMap<string, KnownFile>;
  /** By which the next reconcile knows whether the list of files still holds. */
  listing: string | null;
};

const settleMs = 2000;

/**
 * Chooses the task files that one reconcile reads. A file with the identity that the ledger knows is not
 * read, unless it was noted within two seconds of its own last change (it may have changed unseen since), or a
 * key that has something written into every file was switched on just now.
 */
export async function chooseFiles(
  scope: Scope,
  known: ReadonlyMap<string, KnownFile>,
  seen: HubSeen | null,
  change: number,
): Promise<Choice> {
  const { ctx, hub, checkout, tasks } = scope;
  const untended = seen !== null && (tended(tasks) & ~seen.tended) !== 0;
  const [{ paths: listed, identity: listing }, changed] = await Promise.all([
    listFiles(scope, known, seen?.listing ?? null),
    seen?.change === change
      ? new Set<string>()
      : hub.read((db: HubDb) => changedWorkstreams(db, checkout.repoId, seen?.change ?? 0)),
  ]);
  const choice = {
    read: [] as string[],
    gone: [] as KnownFile[],
    dropped: [] as KnownFile[],
    holders: new Map<string, string>(),
    known,
    listing,
  };
  for (const path of listed) {
    const file = known.get(path);
    const state = fileState(ctx.files, join(checkout.path, path));
    if (state.identity === "-" && file === undefined) continue;
    if (state.identity === "-" && file) choice.gone.push(file);
    else if (!file || untended || !isTrusted(file, state) || changed.has(file.workstream ?? ""))
      choice.read.push(path);
    else if (file.workstream !== null) choice.holders.set(file.workstream, path);
  }
  const listedPaths = new Set(listed);
  for (const file of known.values()) {
    if (listedPaths.has(file.path)) continue;
    const { identity } = fileState(ctx.files, join(checkout.path, file.path));
    (identity === "-" ? choice.gone : choice.dropped).push(file);
  }
  return choice;
}

/** What the config has written into every file, as the ledger notes it: 1 hub ids, 2 the hub's tasks, 4 its status. */
export const tended = ({
  inject_ids: ids,
  create_in_markdown: create,
  close_workplans: close,
}: Scope["tasks"]) => (ids ? 1 : 0) | (create ? 2 : 0) | (close ? 4 : 0);

function isTrusted(file: KnownFile, state: { identity: string; changedMs: number }): boolean {
  return (
    file.settled === 1 &&
    file.identity === state.identity &&
    file.recordedMs - state.changedMs >= settleMs
  );
}

/** Whether tasks can have gone from one file to another: two files have changed, and there are bases to compare with. */
export const mayHaveMoved = ({ read, gone, known }: Choice): boolean =>
  known.size > 0 && read.length > 0 && read.length + gone.length > 1;
