import { join } from "node:path";
import { compareWorkstream, strangeIds, type RowWords } from "../../core/tasks/compare.ts";
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
  const checked: CheckedFile[] = [];
  // In one transaction with the reading of the bases: whoever moves one afterwards forgets the file again.
  inTransaction(ledger, () => {
    const isLatest = checkedUpTo(ledger, basis) === change;
    for (const file of files) {
      const found = compareFile(scope, file, rowsOf(file), hubIds);
      checked.push(found);
      const isOwnAlone = strange.get(file)?.length === 0;
      const isShort = found.own.length + found.compared.length <= mostFindings;
      if (isLatest && isOwnAlone && isShort && isLasting(scope, file))
        keepChecked(ledger, checkout.id, found);
    }
  });
  return checked;
}

const workstreamOf = ({ workstreams }: CheckScope, { document }: TaskFile) =>
  document.workstream.key === null ? undefined : workstreams.get(document.workstream.key);

function compareFile(
  scope: CheckScope,
  file: TaskFile,
  rows: Rows,
  hubIds: ReadonlySet<string>,
): CheckedFile {
  const { path, document, state } = file;
  const { key, hubId } = document.workstream;
  const bases = () => loadBases(scope.ctx.ledger(), scope.basis, key ?? "");
  const compared =
    key === null
      ? []
      : compareWorkstream({ file: path, document, rows, bases: once(bases), hubIds });
  return copied({
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
}

/** Parts of a string keep all of it in memory, and here that is the file's whole text. */
const copied = (file: CheckedFile) => JSON.parse(JSON.stringify(file)) as CheckedFile;

/** Whether the file's identity will tell whether it is still the same; that of a link tells of its target alone. */
const isLasting = ({ checkout, startedMs }: CheckScope, { path, realPath, state }: TaskFile) =>
  realPath === join(checkout.path, path) && startedMs - state.changedMs >= settleMs;

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
