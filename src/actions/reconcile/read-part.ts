import { changedTasks } from "../../hub/task-rows.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import type { KnownFile } from "../../ledger/files.ts";
import { findSnapshot, type KeptSnapshot } from "../../ledger/snapshots.ts";
import { readChangedPart } from "../../markdown/read.ts";
import type { Scope } from "./scope.ts";
import type { PartReader } from "./task-file.ts";

/** More tasks than these are compared with the hub's order, which takes all of them. */
const mostTasks = 5000;

/**
 * How to read of a long list only what has changed since it was last worked through: some tasks say something
 * else, all stand where they stood, and the hub has written none of them. Null where no snapshot allows that.
 */
export async function partReader(
  scope: Scope,
  known: KnownFile | undefined,
): Promise<PartReader | null> {
  const { workstream } = known ?? { workstream: null };
  if (workstream === null) return null;
  const snapshot = findSnapshot(scope.ctx.ledger(), scope, workstream);
  if (!snapshot?.sections || snapshot.restless.length > 0) return null;
  const written = await writtenSince(scope, workstream, snapshot);
  if (written === null || written.length > 0) return null;
  const { sections, keys } = snapshot;
  return (path, text) => {
    const read = readChangedPart(path, text, sections);
    if (!read || read.document.workstream.key !== workstream) return null;
    const { document, place, replaced } = read;
    const { tasks } = document;
    const stands = tasks.length === replaced && tasks.length <= mostTasks;
    if (!stands || tasks.some(({ key }, index) => keys[place + index] !== key)) return null;
    return { document, part: { snapshot, place } };
  };
}

/** The keys of the tasks that the hub has written since a snapshot; null where it holds no longer. */
export async function writtenSince(
  { hub, checkout: { repoId }, changeSeen }: Scope,
  workstream: string,
  { change }: Pick<KeptSnapshot, "change">,
): Promise<string[] | null> {
  // One that is ahead of what the last whole run had seen was left by a run that did not end well.
  if (changeSeen === null || change > changeSeen) return null;
  return hub.read(async (db) => {
    const own = await findWorkstream(db, repoId, workstream);
    return own && changedTasks(db, repoId, own, change);
  });
}
