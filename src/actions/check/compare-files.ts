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

/** What each file says of itself, and where it and the hub differ; the ledger keeps what may be found again. */
export async function compareFiles(
  scope: CheckScope,
  files: readonly TaskFile[],
): Promise<CheckedFile[]> {
  const { ctx, checkout, hub, basis, change } = scope;
  const ledger = ctx.ledger();
  const ids = files.flatMap((file) => workstreamOf(scope, file)?.id ?? []);
  const words = await hub.read((db) => loadTaskWords(hub, db, [...new Set(ids)]));
  const rowsOf = (file: TaskFile): Rows =>
    words.get(workstreamOf(scope, file)?.id ?? "") ?? new Map<string, RowWords>();
  const strange = new Map(files.map((file) => [file, strangeIds(file.document, rowsOf(file))]));
  const hubIds = await hub.read((db) =>
    knownTaskIds(hub, db, checkout.repoId, [...strange.values()].flat()),
  );
  const compare = (file: TaskFile) => compareFile(scope, file, rowsOf(file), hubIds);
  const compared = files.map((file) => ({ file, ...compare(file) }));
  // Whoever moves a base afterwards forgets the file again, so what goes by bases is compared in this transaction.
  // Other threads wait for its end, hence nothing else is.
  return inTransaction(ledger, () => {
    const isLatest = checkedUpTo(ledger, basis) === change;
    return compared.map(({ file, found: before, byBases }) => {
      const { found } = byBases ? compare(file) : { found: before };
      const isOwnAlone = strange.get(file)?.length === 0;
      const isShort = found.own.length + found.compared.length <= mostFindings;
      if (isLatest && isOwnAlone && isShort && isLasting(scope, file))
        keepChecked(ledger, checkout.id, found);
      return found;
    });
  });
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
