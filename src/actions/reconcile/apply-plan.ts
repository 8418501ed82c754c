import { splice } from "../../core/tasks/document.ts";
import type { BaseMove } from "../../core/tasks/plan-types.ts";
import { applyWrites, type Applied } from "../../hub/apply.ts";
import { changeBases } from "../../ledger/bases.ts";
import { keepFile, type KnownFile } from "../../ledger/files.ts";
import { forgetWrites, journalWrite } from "../../ledger/writes.ts";
import { fileState } from "../../system/file-state.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { PlannedFile } from "./plan-files.ts";
import type { Scope } from "./scope.ts";
import { hashOf, type TaskFile } from "./task-file.ts";

/**
 * Writes all the plans' hub rows in one transaction. Nothing is written where nothing is to be, or
 * where a row has changed since it was read (`stale`).
 */
export async function writeHub(
  scope: Scope,
  planned: readonly PlannedFile[],
): Promise<Applied | null> {
  const writes = planned.flatMap(({ file, plan, workstreamId }) => {
    const { key } = file.document.workstream;
    if (!plan || key === null) return [];
    if (!plan.head && plan.hub.length === 0 && plan.conflicts.length === 0) return [];
    const { head, hub: tasks, conflicts } = plan;
    return [{ key, id: workstreamId, file: file.path, head, tasks, conflicts }];
  });
  if (writes.length === 0) return null;
  const { hub, checkout, idRoot, place, ctx } = scope;
  const at = ctx.clock.now().toISOString();
  return applyWrites(hub, { repoId: checkout.repoId, idRoot, checkout: place, at }, writes);
}

/** What became of the file: `changed` means that somebody wrote it in between, and nothing was done to it. */
export type FileEnd = "written" | "unchanged" | "changed";

/** Splices one plan's edits into its file and moves the bases that its writes have confirmed. */
export function writeFilePlan(scope: Scope, { file, plan, injection }: PlannedFile): FileEnd {
  const key = file.document.workstream.key;
  if (!plan || key === null) {
    keepFileAs(scope, file, { workstream: null, settled: 0 });
    return "unchanged";
  }
  const confirmed = (after: BaseMove["after"]) => plan.bases.filter((move) => move.after === after);
  const edits = [...plan.edits, ...injection.edits];
  if (edits.length === 0) {
    moveBases(scope, key, confirmed("hub"), file, plan.settled);
    return "unchanged";
  }
  // The hub's part stands already; the file's part has to be confirmed by itself.
  moveBases(scope, key, confirmed("hub"), file, false);
  const after = Buffer.from(splice(file.document.text, edits), "utf8");
  const afterHash = hashOf(after);
  const journaled = journal(scope, key, file, afterHash, {
    moves: plan.bases,
    hubIds: injection.ids,
  });
  scope.at("write-journaled");
  if (replaceFile(file.realPath, file.bytes, after) === "changed") {
    forgetWrites(scope.ctx.ledger(), [journaled]);
    return "changed";
  }
  scope.at("file-written");
  const written = { ...file, hash: afterHash, state: fileState(file.realPath) };
  moveBases(scope, key, confirmed("file"), written, plan.settled);
  return "written";
}

function journal(
  scope: Scope,
  workstream: string,
  file: TaskFile,
  afterHash: string,
  { moves, hubIds }: { moves: readonly BaseMove[]; hubIds: readonly string[] },
): number {
  return journalWrite(scope.ctx.ledger(), scope, {
    path: file.path,
    hubId: scope.hubId,
    workstream,
    beforeHash: file.hash,
    afterHash,
    beforeBytes: file.bytes,
    bases: moves.flatMap((move) =>
      move.after === "file"
        ? [{ key: move.key, field: move.field, before: move.before, after: move.base }]
        : [],
    ),
    hubIds,
    at: scope.ctx.clock.now().toISOString(),
  });
}

function moveBases(
  scope: Scope,
  workstream: string,
  moves: readonly BaseMove[],
  file: TaskFile,
  settled: boolean,
): void {
  const ledger = scope.ctx.ledger();
  ledger.db
    .transaction(() => {
      changeBases(ledger, scope, workstream, moves);
      keepFileAs(scope, file, { workstream, settled: settled ? 1 : 0 });
    })
    .immediate();
}

/** Notes how the file stands, so that it need not be read again while it stays so. */
export function keepFileAs(
  scope: Scope,
  file: Pick<TaskFile, "path" | "hash" | "state">,
  as: Pick<KnownFile, "workstream" | "settled">,
): void {
  keepFile(scope.ctx.ledger(), scope.checkoutId, scope.branch, {
    path: file.path,
    identity: file.state.identity,
    recordedMs: scope.ctx.clock.now().getTime(),
    hash: file.hash,
    ...as,
  });
}
