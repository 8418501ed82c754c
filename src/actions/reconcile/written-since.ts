import { changedTasks } from "../../hub/task-rows.ts";
import { findWorkstream } from "../../hub/tasks.ts";
import type { KeptSnapshot } from "../../ledger/snapshots.ts";
import type { Scope } from "./scope.ts";

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
