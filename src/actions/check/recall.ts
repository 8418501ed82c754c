import { dirname, join } from "node:path";
import { changedWorkstreams } from "../../hub/tasks.ts";
import {
  beginCheck,
  checkedFiles,
  checkedUpTo,
  type CheckedFile,
} from "../../ledger/checked-files.ts";
import { inTransaction } from "../../ledger/transaction.ts";
import { fileState } from "../../system/file-state.ts";
import type { Context } from "../context.ts";
import type { CheckScope } from "./scope.ts";

/**
 * Gives what earlier checks have found in those of the files that would be found to say the same again: the file has
 * the same identity, no row of its workstream has been written since, and no base has moved. Forgets the others.
 */
export async function recall(
  scope: CheckScope,
  paths: readonly string[],
): Promise<ReadonlyMap<string, CheckedFile>> {
  const { ctx, basis, seen, change } = scope;
  const ledger = ctx.ledger();
  const begin = (kept: ReadonlyMap<string, CheckedFile>) => {
    beginCheck(ledger, basis, change, [...kept.keys()]);
    return kept;
  };
  // Another check may have begun meanwhile, for another branch: what is kept is its own then.
  const isOurs = () => checkedUpTo(ledger, basis) === seen;
  // A hub that has gone back can have been written anew up to the same number.
  if (seen === null || change < seen) return inTransaction(ledger, () => begin(new Map()));
  const files = inTransaction(ledger, () =>
    isOurs() ? checkedFiles(ledger, basis.checkoutId) : [],
  );
  const stands = await standing(scope, seen, paths);
  const recalled = new Map<string, CheckedFile>();
  for (const file of files) if (stands(file)) recalled.set(file.path, file);
  return inTransaction(ledger, () => {
    if (!isOurs()) return begin(new Map());
    return recalled.size < files.length || change !== seen ? begin(recalled) : recalled;
  });
}

async function standing(
  { ctx, checkout, hub, change, workstreams }: CheckScope,
  seen: number,
  paths: readonly string[],
): Promise<(file: CheckedFile) => boolean> {
  const listed = new Set(paths);
  const changed =
    change === seen
      ? new Set<string>()
      : await hub.read((db) => changedWorkstreams(db, checkout.repoId, seen));
  const isOwn = ownFolders(ctx, checkout.path);
  return ({ path, identity, workstream, workstreamId }) => {
    if (!listed.has(path) || !isOwn(path)) return false;
    if (workstream !== null) {
      // An SQL client can give a workstream another key without touching its tasks.
      if (changed.has(workstream)) return false;
      if ((workstreams.get(workstream)?.id ?? null) !== workstreamId) return false;
    }
    return fileState(ctx.files, join(checkout.path, path)).identity === identity;
  };
}

/** Whether a file's folder is the checkout's own: behind a link, the same file may lie outside of it. */
function ownFolders({ files }: Pick<Context, "files">, top: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    const folder = join(top, dirname(path));
    let isOwn = known.get(folder);
    if (isOwn === undefined) {
      isOwn = files.stat(folder) !== undefined && files.realpath(folder) === folder;
      known.set(folder, isOwn);
    }
    return isOwn;
  };
}
