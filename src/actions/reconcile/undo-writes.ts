import type { Document } from "../../core/tasks/document.ts";
import { headWord } from "../../core/tasks/head-word.ts";
import { equalsAt, headCommit, textsAt, textsSince } from "../../git/state/file-at-head.ts";
import { changeBases, loadBases } from "../../ledger/bases.ts";
import {
  confirmWrite,
  forgetWrites,
  missHead,
  type journaledWrites,
  updateWrite,
  type JournaledBase,
  type JournaledWrite,
} from "../../ledger/writes.ts";
import { readDocument } from "../../markdown/read.ts";
import { planConfirm, planUndo, type UndoInput } from "./plan-undo.ts";
import type { Scope } from "./scope.ts";
import { lookAtFile, type TaskFile } from "./task-file.ts";

/**
 * Settles what became of the values that sync-hooks wrote into files. One that HEAD holds, or a commit since the
 * last look has held, is the file's own from now on. One whose file is back at earlier bytes, or at HEAD's, was
 * undone (a restore, a stash, a crash): its earlier base comes back, so that the undoing is not read as a person's
 * edit.
 * Gives the paths that need a reading for it, and the commit that HEAD names (null: before the first commit).
 */
export async function undoWrites(
  scope: Scope,
  journal: ReturnType<typeof journaledWrites>,
  choice: { read: readonly string[]; headSeen: string | null },
): Promise<{ restored: string[]; head: string | null }> {
  const head = await headCommit(scope.git);
  confirmRenamed(scope, journal, choice.read);
  const read = new Set(choice.read);
  const due = [...journal].filter(([path]) => head !== choice.headSeen || read.has(path));
  const restored: string[] = [];
  for (let from = 0; from < due.length; from += filesPerBatch) {
    const batch = due.slice(from, from + filesPerBatch);
    const paths = batch.map(([path]) => path);
    const atHead = head === null ? new Map() : await textsAt(scope.git, head, paths);
    for (const [path, writes] of batch) {
      const reading = lookAtFile(scope, path);
      const headSeen = writes[0]?.headSeen ?? choice.headSeen;
      if (reading.kind !== "file") {
        if (head !== headSeen) missHead(scope.ctx.ledger(), idsOf(writes), choice.headSeen);
        continue;
      }
      if (confirmWrites(scope, reading.file, writes)) restored.push(path);
      const undone = await undoneSince(scope, head, reading.file, writes);
      const moved = undone.from < writes.length && head !== headSeen && headSeen;
      const since = moved && head !== null ? await textsSince(scope.git, moved, head, path) : [];
      const held = [atHead.get(path), ...since].flatMap((text) => documentOf(path, text) ?? []);
      const stayed = headSeen !== null && headSeen !== "" && since.length === 0;
      const known = undone.at === "before-a-write" || (undone.at === "head" && stayed);
      const backAt = known ? "known" : "new";
      const found = { undone: undone.from, backAt, held } as const;
      if (settleWrites(scope, reading.file, writes, found)) restored.push(path);
    }
  }
  return { restored, head };
}

/** Files whose texts in HEAD are asked for and held in memory together. */
const filesPerBatch = 200;

const idsOf = (writes: readonly JournaledWrite[]) => writes.map(({ id }) => id);

type Found = {
  /** The index of the first write that was undone. */
  undone: number;
  backAt: UndoInput["backAt"];
  /** The file as HEAD holds it, and as commits have held it since the last look. */
  held: readonly Document[];
};

type Place = Pick<JournaledBase, "key" | "field">;

const sayings =
  (path: string) =>
  (document: Document, { key, field }: Place) =>
    wordOf(document, path, key, field);

/** A file that a killed process wrote, and that was renamed since: by its bytes it is known again among those to be read. */
function confirmRenamed(
  scope: Scope,
  journal: ReturnType<typeof journaledWrites>,
  read: readonly string[],
): void {
  for (const [path, writes] of journal) {
    const hashes = openWrites(scope, writes).map(({ afterHash }) => afterHash);
    if (hashes.length === 0 || lookAtFile(scope, path).kind !== "missing") continue;
    for (const other of read) {
      const reading = lookAtFile(scope, other);
      if (reading.kind === "file" && hashes.includes(reading.file.hash)) {
        confirmWrites(scope, reading.file, writes);
        break;
      }
    }
  }
}

const openWrites = (scope: Scope, writes: readonly JournaledWrite[]) =>
  writes.filter((write) => !write.isConfirmed && write.hubId === scope.hubId);

/**
 * Moves the bases that a killed process left behind where the file shows that it was written; true if any did. Writes
 * of another hub's values wait for that hub.
 */
function confirmWrites(scope: Scope, file: TaskFile, writes: readonly JournaledWrite[]): boolean {
  const open = openWrites(scope, writes);
  if (open.length === 0) return false;
  const said = sayings(file.path);
  const ledger = scope.ctx.ledger();
  const moves = open.map((write) => {
    const bases = loadBases(ledger, scope, write.workstream);
    const changes = planConfirm(write, {
      stands: write.afterHash === file.hash,
      inFile: (place) => said(file.document, place),
      base: ({ key, field }) => bases.get(key)?.[field] ?? null,
    });
    return { write, changes };
  });
  ledger.db
    .transaction(() => {
      for (const { write, changes } of moves) {
        changeBases(ledger, scope, write.workstream, changes);
        confirmWrite(ledger, write.id);
      }
    })
    .immediate();
  return moves.some(({ changes }) => changes.length > 0);
}

function settleWrites(
  scope: Scope,
  file: TaskFile,
  writes: readonly JournaledWrite[],
  { undone, backAt, held }: Found,
): boolean {
  const said = sayings(file.path);
  const ledger = scope.ctx.ledger();
  const workstreams = new Set(writes.map(({ workstream }) => workstream));
  const bases = new Map([...workstreams].map((key) => [key, loadBases(ledger, scope, key)]));
  const { restore, keep } = planUndo({
    hubId: scope.hubId,
    writes,
    undone,
    backAt,
    stands: writes.at(-1)?.afterHash === file.hash,
    inFile: (place) => said(file.document, place),
    isHeld: (place, word) => held.some((document) => said(document, place) === word),
    areIdsHeld: (ids) => ids.every((id) => held.some(({ text }) => text.includes(id))),
    base: (workstream, { key, field }) => bases.get(workstream)?.get(key)?.[field] ?? null,
  });
  ledger.db
    .transaction(() => {
      for (const { workstream, changes } of restore)
        changeBases(ledger, scope, workstream, changes);
      const keptIds = new Set(keep.map(({ id }) => id));
      forgetWrites(ledger, idsOf(writes.filter(({ id }) => !keptIds.has(id))));
      for (const write of keep) updateWrite(ledger, write.id, write.bases);
    })
    .immediate();
  return restore.length > 0;
}

/** The first write that the file's bytes no longer show, past the last one where all stand; and where they are back. */
async function undoneSince(
  scope: Scope,
  head: string | null,
  file: TaskFile,
  writes: readonly JournaledWrite[],
): Promise<{ from: number; at: "before-a-write" | "head" | "elsewhere" }> {
  if (writes.at(-1)?.afterHash === file.hash) return { from: writes.length, at: "elsewhere" };
  const back = writes.findLastIndex((write) => write.beforeHash === file.hash);
  if (back >= 0) return { from: back, at: "before-a-write" };
  // HEAD as it was named: at one that was made since then, the file need not be back at anything.
  const isHead = head !== null && (await equalsAt(scope.git, head, file.path, file.bytes));
  return isHead ? { from: 0, at: "head" } : { from: writes.length, at: "elsewhere" };
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
