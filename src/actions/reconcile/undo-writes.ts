import type { Document } from "../../core/tasks/document.ts";
import { headWord } from "../../core/tasks/head-word.ts";
import { equalsHead, headCommit, textsAtHead } from "../../git/state/file-at-head.ts";
import { changeBases, type BaseChange } from "../../ledger/bases.ts";
import {
  forgetWrites,
  type journaledWrites,
  updateWrite,
  type JournaledWrite,
} from "../../ledger/writes.ts";
import { readDocument } from "../../markdown/read.ts";
import type { Scope } from "./scope.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

/**
 * Settles what became of the values that sync-hooks wrote into files. One that HEAD holds is the file's
 * own from now on. One whose file is back at earlier bytes, or at HEAD's, was undone (a restore, a stash,
 * a crash): its earlier base comes back, so that the undoing is not read as a person's edit.
 * Gives the paths that need a reading for it, and the commit that HEAD names (null: before the first commit).
 */
export async function undoWrites(
  scope: Scope,
  journal: ReturnType<typeof journaledWrites>,
  choice: { read: readonly string[]; headSeen: string | null },
): Promise<{ restored: string[]; head: string | null }> {
  const head = await headCommit(scope.git);
  const read = new Set(choice.read);
  const due = [...journal].filter(([path]) => head !== choice.headSeen || read.has(path));
  const restored: string[] = [];
  for (let from = 0; from < due.length; from += filesPerBatch) {
    const batch = due.slice(from, from + filesPerBatch);
    const atHead = await textsAtHead(
      scope.git,
      batch.map(([path]) => path),
    );
    for (const [path, writes] of batch) {
      const reading = readTaskFile(scope.ctx.files, scope.checkout.path, path);
      const heldByHead = documentOf(path, atHead.get(path));
      if (reading.kind !== "file") continue;
      if (await settleWrites(scope, reading.file, writes, heldByHead)) restored.push(path);
    }
  }
  return { restored, head };
}

/** Files whose texts in HEAD are asked for and held in memory together. */
const filesPerBatch = 200;

async function settleWrites(
  scope: Scope,
  file: TaskFile,
  writes: readonly JournaledWrite[],
  heldByHead: Document | null,
): Promise<boolean> {
  const undone = await undoneSince(scope, file, writes);
  const restore: { workstream: string; changes: BaseChange[] }[] = [];
  const kept: JournaledWrite[] = [];
  // The newest write first, so that the oldest base is the one that stays.
  for (const [index, write] of [...writes.entries()].toReversed()) {
    const provisional = write.bases.filter(
      ({ key, field, after }) =>
        heldByHead === null || wordOf(heldByHead, file.path, key, field) !== after.markdown,
    );
    if (index >= undone && write.hubId === scope.hubId)
      restore.push({
        workstream: write.workstream,
        changes: provisional
          // A person who wrote yet another word after the write, and committed that, undid nothing.
          .filter(
            ({ key, field, before }) =>
              wordOf(file.document, file.path, key, field) === before?.markdown,
          )
          .map(({ key, field, before }) => ({ key, field, base: before })),
      });
    const idsHeld = write.hubIds.every((id) => heldByHead?.text.includes(id));
    if (index < undone && (provisional.length > 0 || !idsHeld))
      kept.push({ ...write, bases: provisional });
  }
  const { db } = scope.ctx.ledger();
  db.transaction(() => {
    for (const { workstream, changes } of restore)
      changeBases(scope.ctx.ledger(), scope, workstream, changes);
    const keptIds = new Set(kept.map(({ id }) => id));
    forgetWrites(
      scope.ctx.ledger(),
      writes.filter(({ id }) => !keptIds.has(id)).map(({ id }) => id),
    );
    for (const write of kept) updateWrite(scope.ctx.ledger(), write.id, write.bases);
  }).immediate();
  return restore.some(({ changes }) => changes.length > 0);
}

/** The index of the first write that the file's bytes no longer show; past the last one where all stand. */
async function undoneSince(
  scope: Scope,
  file: TaskFile,
  writes: readonly JournaledWrite[],
): Promise<number> {
  if (writes.at(-1)?.afterHash === file.hash) return writes.length;
  const back = writes.findLastIndex((write) => write.beforeHash === file.hash);
  if (back >= 0) return back;
  return (await equalsHead(scope.git, file.path, file.bytes)) ? 0 : writes.length;
}

function documentOf(path: string, text: string | undefined): Document | null {
  const reading = text === undefined ? null : readDocument(path, text);
  return reading?.kind === "document" ? reading.document : null;
}

/** What the file says of a field of a task, of its headings, or of its being there; undefined: nothing. */
function wordOf(
  document: Document,
  path: string,
  key: string,
  field: JournaledWrite["bases"][number]["field"],
): string | null | undefined {
  if (key === "") return headWord(path, document.workstream);
  const task = document.tasks.find((one) => one.key === key);
  if (field === "task") return task ? "here" : "gone";
  return field === "group" ? task && JSON.stringify(task.group) : task?.says[field]?.word;
}
