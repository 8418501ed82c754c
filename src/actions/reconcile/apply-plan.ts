import { randomUUID } from "node:crypto";
import { splice } from "../../core/tasks/document.ts";
import type { BaseMove } from "../../core/tasks/plan-types.ts";
import { applyWrites, type Applied, type WorkstreamWrites } from "../../hub/apply.ts";
import { packWords } from "../../ledger/base-words.ts";
import { changeBases } from "../../ledger/bases.ts";
import { keepFile, type KnownFile } from "../../ledger/files.ts";
import { noteMet } from "../../ledger/hub-seen.ts";
import { keepSnapshot } from "../../ledger/snapshots.ts";
import { confirmBases, noteUnconfirmed, type UnconfirmedBases } from "../../ledger/unconfirmed.ts";
import {
  confirmWrite,
  forgetWrites,
  journalWrite,
  type JournaledWrite,
} from "../../ledger/writes.ts";
import { fileState } from "../../system/file-state.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { FileWork, Selection } from "./file-part.ts";
import type { PlannedFile } from "./plan-files.ts";
import type { Scope } from "./scope.ts";
import type { Tally } from "./tally.ts";
import { hashOf, type TaskFile } from "./task-file.ts";

/**
 * Writes all the plans' hub rows together. Nothing is written where nothing is to be (null), or where a row has
 * changed since it was read (`stale`).
 */
export async function writeHub(
  scope: Scope,
  planned: readonly PlannedFile[],
  bases: UnconfirmedBases,
): Promise<Applied | null> {
  const writes = planned.flatMap(({ file, plan, workstreamId }) => {
    const { key } = file.document.workstream;
    if (!plan || key === null) return [];
    const { head, hub: tasks, conflicts, positions } = plan;
    if (!head && [tasks, conflicts, positions].every(({ length }) => length === 0)) return [];
    return [{ key, id: workstreamId, file: file.path, head, tasks, conflicts, positions }];
  });
  if (writes.length === 0) return null;
  const receipt = randomUUID();
  noteUnconfirmed(scope.ctx.ledger(), scope, { receipt, bases });
  return writeNoted(scope, writes, receipt);
}

/** Makes the writes in one transaction of the hub; the bases that it confirms have been noted before. */
export function writeNoted(
  { hub, checkout, idRoot, place, placedBy, restore, ctx }: Scope,
  writes: readonly WorkstreamWrites[],
  receipt: string,
): Promise<Applied> {
  const at = ctx.clock.now().toISOString();
  const from = { repoId: checkout.repoId, idRoot, checkout: place, placedBy, at };
  return applyWrites(hub, { ...from, receipt, restore }, writes);
}

/** The bases that the hub's writes confirm, by workstream. */
export function hubBases(planned: readonly PlannedFile[]): UnconfirmedBases {
  return planned.flatMap(({ plan, file }) => {
    const { key } = file.document.workstream;
    return plan && key !== null ? [[key, packWords(confirmedBy("hub", plan.bases))] as const] : [];
  });
}

/**
 * Moves the bases that the hub's writes have confirmed, of all the plans in one transaction, and notes the files
 * as they stand: one whose own part is still to come stays worth another look. What the hub was seen to be counts
 * from now on, whatever becomes of the run: an older one is no news.
 */
export function keepHubPart(
  scope: Scope,
  planned: readonly PlannedFile[],
  bases: UnconfirmedBases,
  { change, latest }: Pick<Tally, "change" | "latest">,
): void {
  const ledger = scope.ctx.ledger();
  for (const { plan, injection, work } of planned) {
    if (!plan) continue;
    work.edits = [...work.edits, ...plan.edits, ...injection.edits];
    work.moves = [...work.moves, ...confirmedBy("file", plan.bases)];
    work.settled &&= plan.settled;
    work.restless = [...work.restless, ...plan.restless];
  }
  ledger.db
    .transaction(() => {
      noteMet(ledger, scope, latest);
      confirmBases(ledger, scope, bases);
      for (const one of planned) {
        const { key } = one.file.document.workstream;
        if (!one.plan || key === null)
          keepFileAs(scope, one.file, { workstream: null, settled: 0 });
        else if (one.isLast)
          keepLook(scope, key, lookOf(one), { change, settled: one.work.edits.length === 0 });
      }
    })
    .immediate();
}

const lookOf = ({ file, selection, work }: PlannedFile) => ({
  file,
  look: selection?.look ?? null,
  rest: work,
});

/** Notes how the file stands and, of a long one, what its tasks said. */
export function keepLook(
  scope: Scope,
  key: string,
  {
    file,
    look,
    rest,
  }: {
    file: TaskFile;
    look: Selection["look"] | null;
    rest: Pick<FileWork, "settled" | "restless">;
  },
  { change, settled }: { change: number; settled: boolean },
): void {
  keepFileAs(scope, file, { workstream: key, settled: settled && rest.settled ? 1 : 0 });
  if (!look) return;
  const restless = new Set(rest.restless);
  // Of these it is not known whether the hub has a row at all.
  const positions = look.positions.map((position, index) =>
    restless.has(look.keys[index] ?? "") ? Number.NaN : position,
  );
  const ledger = scope.ctx.ledger();
  const sections = file.document.sections();
  keepSnapshot(ledger, scope, key, {
    ...look,
    positions,
    restless: [...restless],
    change,
    sections,
  });
}

/** What became of the file: `changed` means that somebody wrote it in between, and nothing was done to it. */
export type FileEnd = "written" | "unchanged" | "changed";

/** Splices one file's edits into it and moves the bases that this confirms. The hub's part stands already. */
export function writeFilePlan(
  scope: Scope,
  planned: PlannedFile,
  { change, head }: Pick<Tally, "change" | "head">,
): FileEnd {
  const { file, work, plan, injection } = planned;
  const key = file.document.workstream.key;
  if (!plan || key === null || work.edits.length === 0) return "unchanged";
  const after = Buffer.from(splice(file.document.text, work.edits), "utf8");
  const afterHash = hashOf(after);
  const journaled = journal(scope, key, file, work.moves, {
    afterHash,
    hubIds: injection.ids,
    headSeen: head,
  });
  scope.at("write-journaled");
  const scratch = transientFiles(scope.checkout.gitDir).folder;
  if (replaceFile(scope.ctx.files, file.realPath, file.bytes, after, scratch) === "changed") {
    forgetWrites(scope.ctx.ledger(), [journaled]);
    return "changed";
  }
  scope.at("file-written");
  const written = { ...file, hash: afterHash, state: fileState(scope.ctx.files, file.realPath) };
  const ledger = scope.ctx.ledger();
  ledger.db
    .transaction(() => {
      changeBases(ledger, scope, key, work.moves);
      confirmWrite(ledger, journaled);
      keepLook(scope, key, { ...lookOf(planned), file: written }, { change, settled: true });
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
  moves: readonly FileMove[],
  write: Pick<JournaledWrite, "afterHash" | "hubIds" | "headSeen">,
): number {
  return journalWrite(scope.ctx.ledger(), scope, {
    path: file.path,
    hubId: scope.hubId,
    workstream,
    beforeHash: file.hash,
    beforeBytes: file.bytes,
    bases: moves.map(({ key, field, before, base }) => ({ key, field, before, after: base })),
    ...write,
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
