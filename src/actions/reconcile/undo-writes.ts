import { equalsAt, headCommit, noCommit, textsAt } from "../../git/state/file-at-head.ts";
import { changeBases, loadBases } from "../../ledger/bases.ts";
import {
  confirmWrite,
  forgetBytes,
  forgetWrites,
  type journaledWrites,
  updateWrite,
  type JournaledWrite,
} from "../../ledger/writes.ts";
import { committedWords, type CommittedWords, type Look } from "./committed-words.ts";
import { planConfirm, planUndo, type UndoInput } from "./plan-undo.ts";
import type { Scope } from "./scope.ts";
import { lookAtFile, type TaskFile } from "./task-file.ts";
import { trackedPath } from "./tracked-path.ts";
import { wordsInFile } from "./words-in-file.ts";

/**
 * Settles what became of the values that sync-hooks wrote into files. One that HEAD holds, or a commit since the
 * last look has held, is the file's own from now on. One whose file is back at earlier bytes, or at HEAD's, was
 * undone (a restore, a stash, a crash): its earlier base comes back, so that the undoing is not read as a person's
 * edit.
 * Gives the paths that need a reading for it, and the commit that HEAD names.
 */
export async function undoWrites(
  scope: Scope,
  journal: ReturnType<typeof journaledWrites>,
  read: readonly string[],
): Promise<{ restored: string[]; head: string }> {
  const head = await headCommit(scope.git);
  confirmRenamed(scope, journal, read);
  const isRead = new Set(read);
  const due = [...journal].filter(([path]) => head !== scope.headSeen || isRead.has(path));
  const restored: string[] = [];
  for (let from = 0; from < due.length; from += filesPerBatch) {
    const batch = due.slice(from, from + filesPerBatch);
    const tracked = batch.map(([path]) => trackedPath(scope.ctx, scope.checkout.path, path));
    const atHead = await textsAt(scope.git, head, [...new Set(tracked)]);
    for (const [index, [path, writes]] of batch.entries()) {
      const reading = lookAtFile(scope, path);
      const at = {
        path,
        tracked: tracked[index] ?? path,
        head,
        headSeen: headSeenOf(writes),
        atHead: atHead.get(tracked[index] ?? path),
      };
      if (reading.kind === "missing" && !atHead.has(at.tracked)) {
        await settleGone(scope, writes, at, read);
        continue;
      }
      // Its writes keep the commit at which it could be read last, for the day it can be.
      if (reading.kind !== "file") continue;
      const { file } = reading;
      const found = await findUndone(scope, file, writes, at);
      if (confirmWrites(scope, file, writes, found.hasCome)) restored.push(path);
      const stands = writes.at(-1)?.afterHash === file.hash;
      const now = { stands, inFile: wordsInFile(file.document, file.path) };
      if (settleWrites(scope, now, writes, { ...found, head })) restored.push(path);
    }
  }
  return { restored, head };
}

/** Files whose texts in HEAD are asked for and held in memory together. */
const filesPerBatch = 200;

/** The commit at which the file was held against HEAD last, or first written since. An older program may not know it. */
const headSeenOf = (writes: readonly JournaledWrite[]) =>
  writes.find(({ headSeen }) => headSeen !== null)?.headSeen || null;

const idsOf = (writes: readonly JournaledWrite[]) => writes.map(({ id }) => id);

type Found = Pick<UndoInput, "undone" | "isBeforeWrite"> & CommittedWords;

/**
 * A file that is gone, from HEAD too, has taken along what was written there and never committed: a pull may have brought
 * its tasks into another file, and a revert may bring it back, without the value. One that a file to be read says has
 * come along.
 */
async function settleGone(
  scope: Scope,
  writes: readonly JournaledWrite[],
  at: Omit<Look, "inFile" | "writes">,
  read: readonly string[],
): Promise<void> {
  forgetBytes(scope.ctx.ledger(), idsOf(writes));
  const inFile = () => undefined;
  const commits = await committedWords(scope.git, { ...at, inFile, writes });
  const others = read.flatMap((path) => {
    const reading = lookAtFile(scope, path);
    return reading.kind === "file" ? [wordsInFile(reading.file.document, path)] : [];
  });
  const isHeld: CommittedWords["isHeld"] = (place, word) =>
    commits.isHeld(place, word) || others.some((says) => says(place) === word);
  const found = { ...commits, isHeld, undone: 0, isBeforeWrite: false, head: at.head };
  settleWrites(scope, { stands: false, inFile }, writes, found);
}

/** The first write that the file's bytes no longer show, past the last one where all stand; and what commits say. */
async function findUndone(
  { git }: Scope,
  file: TaskFile,
  writes: readonly JournaledWrite[],
  at: Omit<Look, "inFile" | "writes">,
): Promise<Found> {
  const inFile = wordsInFile(file.document, file.path);
  const commits = await committedWords(git, { ...at, inFile, writes });
  const none = { undone: writes.length, isBeforeWrite: false, ...commits };
  if (writes.at(-1)?.afterHash === file.hash) return none;
  const back = writes.findLastIndex((write) => write.beforeHash === file.hash);
  if (back >= 0) return { ...none, undone: back, isBeforeWrite: true };
  // HEAD as it was named: at one that was made since then, the file need not be back at anything.
  const isHead = at.head !== noCommit && (await equalsAt(git, at.head, at.tracked, file.bytes));
  return isHead ? { ...none, undone: 0 } : none;
}

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
        confirmWrites(scope, reading.file, writes, () => false);
        break;
      }
    }
  }
}

const openWrites = (
  scope: Scope,
  writes: readonly JournaledWrite[],
  hasCome: CommittedWords["hasCome"] = () => false,
) =>
  writes.filter(
    ({ hubId, isConfirmed, bases }) =>
      hubId === scope.hubId &&
      (!isConfirmed || bases.some((base) => hasCome(base, base.after.markdown))),
  );

/**
 * Moves the bases that a killed process left behind where the file shows that it was written, and those that were put
 * back with a file where a commit shows it; true if any did. Writes of another hub's values wait for that hub.
 */
function confirmWrites(
  scope: Scope,
  file: TaskFile,
  writes: readonly JournaledWrite[],
  hasCome: CommittedWords["hasCome"],
): boolean {
  const open = openWrites(scope, writes, hasCome);
  if (open.length === 0) return false;
  const inFile = wordsInFile(file.document, file.path);
  const ledger = scope.ctx.ledger();
  const moves = open.map((write) => {
    const bases = loadBases(ledger, scope, write.workstream);
    const changes = planConfirm(write, {
      stands: write.afterHash === file.hash,
      inFile,
      hasCome,
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
  now: Pick<UndoInput, "stands" | "inFile">,
  writes: readonly JournaledWrite[],
  { head, ...found }: Found & { head: string },
): boolean {
  const ledger = scope.ctx.ledger();
  const workstreams = new Set(writes.map(({ workstream }) => workstream));
  const bases = new Map([...workstreams].map((key) => [key, loadBases(ledger, scope, key)]));
  const { restore, keep } = planUndo({
    hubId: scope.hubId,
    writes,
    ...found,
    ...now,
    base: (workstream, { key, field }) => bases.get(workstream)?.get(key)?.[field] ?? null,
  });
  ledger.db
    .transaction(() => {
      for (const { workstream, changes } of restore)
        changeBases(ledger, scope, workstream, changes);
      const keptIds = new Set(keep.map(({ id }) => id));
      forgetWrites(ledger, idsOf(writes.filter(({ id }) => !keptIds.has(id))));
      for (const { id, bases: kept } of keep)
        updateWrite(ledger, id, { bases: kept, headSeen: head });
    })
    .immediate();
  return restore.length > 0;
}
