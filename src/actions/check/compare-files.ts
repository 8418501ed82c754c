import { join } from "node:path";
import { compareWorkstream, strangeIds, type RowWords } from "../../core/tasks/compare.ts";
import type { Bases } from "../../core/tasks/plan-types.ts";
import { loadTaskWords } from "../../hub/task-rows.ts";
import { knownTaskIds } from "../../hub/tasks.ts";
import { loadBases } from "../../ledger/bases.ts";
import { checkedUpTo, keepChecked, type CheckedFile } from "../../ledger/checked-files.ts";
import { inTransaction } from "../../ledger/transaction.ts";
import { unreadBoxes } from "../../markdown/openspec-tasks.ts";
import type { TaskFile } from "../reconcile/task-file.ts";
import type { CheckScope } from "./scope.ts";

/** A file that changed later than this before the check began could change again unseen. */
const settleMs = 2000;

/** A file with more findings is read each time: the ledger is no place for them. */
const mostFindings = 1000;

type Rows = ReadonlyMap<string, RowWords>;

/** What was found in a file, and whether it is still to be kept for the next check. */
export type Found = { file: CheckedFile; toKeep: boolean };

/** What each file says of itself, and where it and the hub differ. What is found by bases is kept at once, where it lasts. */
export async function compareFiles(
  scope: CheckScope,
  files: readonly TaskFile[],
): Promise<Found[]> {
  const { ctx, checkout, hub } = scope;
  const ids = files.flatMap((file) => workstreamOf(scope, file)?.id ?? []);
  const words = await hub.read((db) => loadTaskWords(hub, db, [...new Set(ids)]));
  const rowsOf = (file: TaskFile): Rows =>
    words.get(workstreamOf(scope, file)?.id ?? "") ?? new Map<string, RowWords>();
  const strange = new Map(files.map((file) => [file, strangeIds(file.document, rowsOf(file))]));
  const hubIds = await hub.read((db) =>
    knownTaskIds(hub, db, checkout.repoId, [...strange.values()].flat()),
  );
  const compare = (file: TaskFile) => compareFile(scope, file, rowsOf(file), hubIds);
  return files.map((file) => {
    const isOwnAlone = strange.get(file)?.length === 0;
    const lasts = (found: CheckedFile) =>
      isOwnAlone &&
      found.own.length + found.compared.length <= mostFindings &&
      isLasting(scope, file);
    const { found, byBases } = compare(file);
    if (!byBases) return { file: found, toKeep: lasts(found) };
    // Whoever moves a base afterwards forgets the file again, so what goes by bases is compared and kept in one
    // transaction. Other threads wait for its end, hence nothing else is.
    return inTransaction(ctx.ledger(), () => {
      const again = compare(file).found;
      keep(scope, [{ file: again, toKeep: lasts(again) }]);
      return { file: again, toKeep: false };
    });
  });
}

/** Keeps what has been found, unless another check has begun meanwhile. */
export function keepFound(scope: CheckScope, found: readonly Found[]): void {
  if (found.some(({ toKeep }) => toKeep))
    inTransaction(scope.ctx.ledger(), () => keep(scope, found));
}

function keep({ ctx, checkout, basis, change }: CheckScope, found: readonly Found[]): void {
  const ledger = ctx.ledger();
  const lasting = found.flatMap(({ file, toKeep }) => (toKeep ? [file] : []));
  if (checkedUpTo(ledger, basis) === change) keepChecked(ledger, checkout.id, lasting);
}

const workstreamOf = ({ workstreams }: CheckScope, { document }: TaskFile) =>
  document.workstream.key === null ? undefined : workstreams.get(document.workstream.key);

/** `byBases`: whether bases were asked for. */
function compareFile(
  scope: CheckScope,
  file: TaskFile,
  rows: Rows,
  hubIds: ReadonlySet<string>,
): { found: CheckedFile; byBases: boolean } {
  const { path, document, state } = file;
  const { key, hubId } = document.workstream;
  let bases: Bases | null = null;
  const askBases = () => (bases ??= loadBases(scope.ctx.ledger(), scope.basis, key ?? ""));
  const compared =
    key === null ? [] : compareWorkstream({ file: path, document, rows, bases: askBases, hubIds });
  const found = copied({
    path,
    identity: state.identity,
    format: document.format,
    workstream: key,
    workstreamId: workstreamOf(scope, file)?.id ?? null,
    namedId: hubId,
    tasks: document.tasks.length,
    own: [...document.findings, ...unreadBoxes(path, document)],
    compared,
  });
  return { found, byBases: bases !== null };
}

/** Parts of a string keep all of it in memory, and here that is the file's whole text. */
const copied = (file: CheckedFile) => JSON.parse(JSON.stringify(file)) as CheckedFile;

/** Whether the file's identity will tell whether it is still the same; that of a link tells of its target alone. */
const isLasting = ({ checkout, startedMs }: CheckScope, { path, realPath, state }: TaskFile) =>
  realPath === join(checkout.path, path) && startedMs - state.changedMs >= settleMs;
