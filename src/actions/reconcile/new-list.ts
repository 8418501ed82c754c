import { SyncError, toSyncError } from "../../core/errors.ts";
import { hubIdsOf } from "../../hub/hub-ids.ts";
import { joinPacks } from "../../hub/pack-tasks.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import { baseKeys } from "../../ledger/bases.ts";
import { inTransaction } from "../../ledger/transaction.ts";
import { confirmBases } from "../../ledger/unconfirmed.ts";
import { outlinedList, type ListOutline } from "../../markdown/list-outline.ts";
import { startThread } from "../../system/thread.ts";
import { keepLook, writeWorkstreams } from "./apply-plan.ts";
import type { NewList, PackedPart } from "./pack-list.ts";
import type { Scope } from "./scope.ts";
import { addFindings, addPlanned, type Tally } from "./tally.ts";
import type { TaskFile } from "./task-file.ts";

/** Whether neither the hub nor the ledger has anything of a workstream. */
export async function isUnknown(scope: Scope, key: string): Promise<boolean> {
  if (baseKeys(scope.ctx.ledger(), scope, key).length > 0) return false;
  return (await scope.hub.read((db) => findWorkstream(db, scope.checkout.repoId, key))) === null;
}

/**
 * Adds a long list that nobody knows yet, some thousand tasks at a time, while a thread reads and plans the next ones.
 * `left`: somebody else has written in its workstream meanwhile, or the thread has failed, and the rest is still to be
 * done.
 */
export async function addNewList(
  scope: Scope,
  file: TaskFile,
  { key, outline }: { key: string; outline: ListOutline },
  tally: Tally,
): Promise<"done" | "left"> {
  const { idRoot, policy, lead } = scope;
  const { workstream: workstreamId } = hubIdsOf(idRoot, key, undefined);
  const list = outlinedList(file.path, outline);
  const thread = startThread<NewList, PackedPart[]>("pack-list", {
    env: scope.ctx.env,
    data: { list, idRoot, workstreamId, policy, lead },
    // With room for the text, however long, and what little of it is in work.
    heapMb: { young: 8, old: 200 + Math.ceil(list.text.length / 250_000) },
  });
  const look = {
    keys: outline.keys,
    prints: new Float64Array(outline.keys.length),
    positions: Float64Array.from(outline.keys, (_, place) => place),
  };
  const rest = { settled: true, restless: [] as string[] };
  const found: Pick<PackedPart, "read" | "planned">[] = [];
  let place = 0;
  // Failures as data: one may come while nobody waits for the next parts yet.
  const ask = () => thread.next().catch(toSyncError);
  try {
    let coming = ask();
    for (let parts = await coming; parts !== null; parts = await coming) {
      if (parts instanceof SyncError) {
        const { message } = parts;
        scope.ctx.log.write(
          "WARN",
          scope.checkout.slug,
          `${file.path} is read as a whole: ${message}`,
        );
        return "left";
      }
      // They get ready while these are written.
      coming = ask();
      const id = await workstreamNow(scope, key);
      if (id !== (place === 0 ? null : workstreamId)) return "left";
      for (const { prints } of parts) {
        look.prints.set(prints, place);
        place += prints.length;
      }
      if (!(await writeParts(scope, file, { key, id, parts }, tally))) return "left";
      for (const { settled, restless, read, planned } of parts) {
        rest.settled &&= settled;
        for (const one of restless) rest.restless.push(one);
        found.push({ read, planned });
      }
    }
  } finally {
    await thread.end();
  }
  // Only now: what is left is read with all the others, and told of then.
  for (const { read, planned } of found) {
    addFindings(tally, read);
    addPlanned(tally, planned);
  }
  inTransaction(scope.ctx.ledger(), () =>
    keepLook(scope, key, { file, look, rest }, { change: tally.change, settled: true }),
  );
  scope.at("bases-moved");
  return "done";
}

async function workstreamNow(scope: Scope, key: string): Promise<string | null> {
  const own = await scope.hub.read((db) => findWorkstream(db, scope.checkout.repoId, key));
  return own?.id ?? null;
}

/** Whether the parts stand in the hub now, with their bases in the ledger. */
async function writeParts(
  scope: Scope,
  file: TaskFile,
  { key, id, parts }: { key: string; id: string | null; parts: readonly PackedPart[] },
  tally: Tally,
): Promise<boolean> {
  const head = parts[0]?.head ?? null;
  const packed = joinPacks(parts.map(({ tasks }) => tasks).filter(({ count }) => count > 0));
  const bases = parts.map((part) => [key, part.bases] as const);
  scope.at("planned");
  const write = { key, id, file: file.path, head, packed, tasks: [], conflicts: [], positions: [] };
  const applied = await writeWorkstreams(scope, [write], bases);
  if (applied.kind === "stale") return false;
  scope.at("hub-written");
  // Nobody else wrote in between: what stands now is known. Else the next run looks again.
  if (applied.change.before === tally.change) tally.change = applied.change.after;
  inTransaction(scope.ctx.ledger(), () => confirmBases(scope.ctx.ledger(), scope, bases));
  for (const { tasks } of parts) tally.toHub += tasks.count;
  return true;
}
