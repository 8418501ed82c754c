import { SyncError, toSyncError } from "../../core/errors.ts";
import { hubIdsOf } from "../../hub/hub-ids.ts";
import { requireNotPutBack } from "../../hub/restores.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import { baseKeys } from "../../ledger/bases.ts";
import { inTransaction } from "../../ledger/transaction.ts";
import { outlinedList, type ListOutline } from "../../markdown/list-outline.ts";
import { startThread } from "../../system/thread.ts";
import { keepLook, writeNoted } from "./apply-plan.ts";
import type { NotedList, NotedTurn } from "./note-parts.ts";
import type { FoundInPart } from "./pack-list.ts";
import type { Scope } from "./scope.ts";
import { settleUnconfirmed } from "./settle-unconfirmed.ts";
import { addFindings, addPlanned, type Tally } from "./tally.ts";
import type { TaskFile } from "./task-file.ts";

/** Whether neither the hub nor the ledger has anything of a workstream. */
export async function isUnknown(scope: Scope, key: string): Promise<boolean> {
  if (baseKeys(scope.ctx.ledger(), scope, key).length > 0) return false;
  return (await scope.hub.read((db) => findWorkstream(db, scope.checkout.repoId, key))) === null;
}

/**
 * Adds a long list that nobody knows yet, some thousand tasks at a time, while a thread reads and plans the next ones
 * and keeps their bases. `left`: an id stands twice, somebody else has written in its workstream meanwhile, or the
 * thread has failed; the rest is still to be done.
 */
export async function addNewList(
  scope: Scope,
  file: TaskFile,
  { key, outline }: { key: string; outline: ListOutline },
  tally: Tally,
): Promise<"done" | "left"> {
  const found = await addParts(scope, file, { key, outline }, tally);
  if (found === null) {
    await settleUnconfirmed(scope);
    return "left";
  }
  for (const { read, planned } of found) {
    addFindings(tally, read);
    addPlanned(tally, planned);
  }
  const look = {
    keys: outline.keys,
    prints: joined(found.map(({ prints }) => prints)),
    positions: new Float64Array(outline.keys.length).map((_, place) => place),
  };
  const rest = {
    settled: found.every(({ settled }) => settled),
    restless: found.flatMap(({ restless }) => restless),
  };
  tally.latest = await scope.hub.read((db) => requireNotPutBack(scope.hub, db, scope.restore));
  inTransaction(scope.ctx.ledger(), () =>
    keepLook(scope, key, { file, look, rest }, { change: tally.change, settled: true }),
  );
  scope.at("bases-moved");
  return "done";
}

/** What was found in the parts, once all of them stand in the hub; null where some are left. */
async function addParts(
  scope: Scope,
  file: TaskFile,
  { key, outline }: { key: string; outline: ListOutline },
  tally: Tally,
): Promise<FoundInPart[] | null> {
  const { ctx, idRoot, policy, lead, hubId, checkoutId, branch } = scope;
  const { workstream: workstreamId } = hubIdsOf(idRoot, key, undefined);
  const list = outlinedList(file.path, outline);
  const thread = startThread<NotedList, NotedTurn | "all noted", string | null>("pack-list", {
    env: ctx.env,
    data: {
      list: { list, idRoot, workstreamId, policy, lead },
      key,
      ledgerFile: ctx.directories.ledgerFile,
      scope: { hubId, checkoutId, branch },
    },
    // With room for the text, however long, and what little of it is in work.
    heapMb: { young: 8, old: 200 + Math.ceil(list.text.length / 250_000) },
  });
  let made: string | null = null;
  // Failures as data: one may come while nobody waits for the next parts yet.
  const ask = () => thread.next(made).catch(toSyncError);
  const found: FoundInPart[] = [];
  try {
    let coming = ask();
    // In the time that the thread takes to start.
    if (new Set(outline.keys).size < outline.keys.length) return null;
    for (let turn = await coming; turn !== null; turn = await coming) {
      if (turn instanceof SyncError) {
        const told = `${file.path} is read as a whole: ${turn.message}`;
        ctx.log.write("WARN", scope.checkout.slug, told);
        return null;
      }
      // They get ready while these are written.
      coming = ask();
      if (turn === "all noted") continue;
      const id = await workstreamNow(scope, key);
      if (id !== (made === null ? null : workstreamId)) return null;
      if (!(await writeParts(scope, file, { key, id }, turn, tally))) return null;
      made = turn.receipt;
      found.push(...turn.found);
    }
  } finally {
    await thread.end();
  }
  return found;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

async function workstreamNow(scope: Scope, key: string): Promise<string | null> {
  const own = await scope.hub.read((db) => findWorkstream(db, scope.checkout.repoId, key));
  return own?.id ?? null;
}

/** Whether the parts stand in the hub now. */
async function writeParts(
  scope: Scope,
  file: TaskFile,
  workstream: { key: string; id: string | null },
  { receipt, head, tasks: packed }: NotedTurn,
  tally: Tally,
): Promise<boolean> {
  scope.at("planned");
  const nothing = { tasks: [], conflicts: [], positions: [] };
  const write = { ...workstream, ...nothing, file: file.path, head, packed };
  const applied = await writeNoted(scope, [write], receipt);
  if (applied.kind === "stale") return false;
  scope.at("hub-written");
  // Nobody else wrote in between: what stands now is known. Else the next run looks again.
  if (applied.change.before === tally.change) tally.change = applied.change.after;
  for (const { count } of packed) tally.toHub += count;
  return true;
}
