import { dirname, join } from "node:path";
import { listTaskFiles } from "../../git/task-files.ts";
import type { KnownFile } from "../../ledger/files.ts";
import { areSettled, fileState } from "../../system/file-state.ts";
import type { Scope } from "./scope.ts";

export type Listing = {
  paths: readonly string[];
  /** What the next reconcile compares; null where something changed too lately to be trusted. */
  identity: string | null;
};

/**
 * The checkout's task files. Where neither git's index nor a folder that holds task files has changed since
 * the `last` listing, they are the ones that the ledger knows, and no git is started: most of a sweep is
 * like that. A new file in a folder without any is seen once git has it, or by any other run.
 */
export async function listFiles(
  scope: Scope,
  known: ReadonlyMap<string, KnownFile>,
  last: string | null,
): Promise<Listing> {
  const { ctx, checkout, git, tasks } = scope;
  const watched = [
    join(checkout.gitDir, "index"),
    ...foldersOf(tasks.files, known).map((folder) => join(checkout.path, folder)),
  ];
  const states = watched.map((path) => fileState(ctx.files, path));
  const identity = JSON.stringify([tasks.files, states.map((state) => state.identity)]);
  if (scope.listing === "remembered" && identity === last)
    return { paths: [...known.keys()], identity };
  const paths = await listTaskFiles(git, tasks.files);
  return { paths, identity: areSettled(states, new Date(scope.startedMs)) ? identity : null };
}

/** Where each pattern begins, and where task files are known to lie. */
function foldersOf(
  patterns: readonly string[],
  known: ReadonlyMap<string, KnownFile>,
): readonly string[] {
  const starts = patterns.map((pattern) => /^(?:[^*?[{/]+\/)*/.exec(pattern)?.[0] ?? "");
  return [...new Set([...starts, ...[...known.keys()].map((path) => `${dirname(path)}/`)])].sort();
}
