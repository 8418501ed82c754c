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
    const { head, hub: tasks, conflicts, positions } = plan;
    if (!head && [tasks, conflicts, positions].every(({ length }) => length === 0)) return [];
    return [{ key, id: workstreamId, file: file.path, head, tasks, conflicts, positions }];
  });
  if (writes.length === 0) return null;
  const { hub, checkout, idRoot, place, placedBy, ctx } = scope;
  const at = ctx.clock.now().toISOString();
  const from = { repoId: checkout.repoId, idRoot, checkout: place, placedBy, at };
  return applyWrites(hub, from, writes);
}

/**
 * Moves the bases that the hub's writes have confirmed, of all the plans in one transaction, and notes the files
 * as they stand: one whose own part is still to come stays worth another look.
 */
export function keepHubPart(scope: Scope, planned: readonly PlannedFile[]): void {
  const ledger = scope.ctx.ledger();
  ledger.db
    .transaction(() => {
      for (const { file, plan, injection } of planned) {
        const { key } = file.document.workstream;
        if (!plan || key === null) keepFileAs(scope, file, { workstream: null, settled: 0 });
        else {
          const edits = plan.edits.length + injection.edits.length;
          const settled = plan.settled && edits === 0 ? 1 : 0;
          changeBases(ledger, scope, key, confirmedBy("hub", plan.bases));
          keepFileAs(scope, file, { workstream: key, settled });
        }
      }
    })
    .immediate();
}

/** What became of the file: `changed` means that somebody wrote it in between, and nothing was done to it. */
export type FileEnd = "written" | "unchanged" | "changed";

/** Splices one plan's edits into its file and moves the bases that this confirms. The hub's part stands already. */
export function writeFilePlan(scope: Scope, { file, plan, injection }: PlannedFile): FileEnd {
  const key = file.document.workstream.key;
  if (!plan || key === null) return "unchanged";
  const edits = [...plan.edits, ...injection.edits];
  if (edits.length === 0) return "unchanged";
  const after = Buffer.from(splice(file.document.text, edits), "utf8");
  const afterHash = hashOf(after);
  const moves = confirmedBy("file", plan.bases);
  const journaled = journal(scope, key, file, afterHash, { moves, hubIds: injection.ids });
  scope.at("write-journaled");
  if (replaceFile(scope.ctx.files, file.realPath, file.bytes, after) === "changed") {
    forgetWrites(scope.ctx.ledger(), [journaled]);
    return "changed";
  }
  scope.at("file-written");
  const written = { ...file, hash: afterHash, state: fileState(scope.ctx.files, file.realPath) };
  const ledger = scope.ctx.ledger();
  ledger.db
    .transaction(() => {
      changeBases(ledger, scope, key, moves);
      keepFileAs(scope, written, { workstream: key, settled: plan.settled ? 1 : 0 });
    })
    .immediate();
  return "written";
}

function confirmedBy<By extends BaseMove["after"]>(by: By, moves: readonly BaseMove[]) {
  return moves.filter((move): move is Extract<BaseMove, { after: By }> => move.after === by);
}

type FileMove = Extract<BaseMove, { after: "file" }>;

function journal(
  scope: Scope,
  workstream: string,
  file: TaskFile,
  afterHash: string,
  { moves, hubIds }: { moves: readonly FileMove[]; hubIds: readonly string[] },
): number {
  return journalWrite(scope.ctx.ledger(), scope, {
    path: file.path,
    hubId: scope.hubId,
    workstream,
    beforeHash: file.hash,
    afterHash,
    beforeBytes: file.bytes,
    bases: moves.map(({ key, field, before, base }) => ({ key, field, before, after: base })),
    hubIds,
    at: scope.ctx.clock.now().toISOString(),
  });
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
    recordedMs: scope.startedMs,
    hash: file.hash,
    ...as,
  });
}
