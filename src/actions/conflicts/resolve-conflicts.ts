import { SyncError } from "../../core/errors.ts";
import {
  chooseSide,
  conflictsByPrefix,
  isAskedAgain,
  type ConflictView,
} from "../../hub/conflict-list.ts";
import type { HubDb } from "../../hub/hub.ts";
import type { Context } from "../context.ts";
import { syncAll } from "../sync/sync-all.ts";
import { carriersOf } from "./carriers.ts";
import { conflictDocument, type ConflictDocument } from "./list-conflicts.ts";

export type Resolution = {
  conflict: ConflictDocument;
  /**
   * `resolved`: both sides hold the taken value now. `chosen`: the checkout that met it takes the value at its
   * next sync, since it is on another machine or cannot be synced now. `reopened`: a side was edited meanwhile,
   * so the choice no longer fits what stands there; a new conflict asks again. `settled`: the same, but the sides
   * agree by now, or the task is gone: nothing is left to decide.
   */
  state: "resolved" | "chosen" | "reopened" | "settled";
};

/**
 * Takes one side of each conflict and syncs at once the checkouts of this machine that met them. `ids` may be
 * shortened to four characters. Throws `usage` where an id names no conflict, several, or one that is
 * closed already; then nothing is written.
 */
export async function resolveConflicts(
  ctx: Context,
  ids: readonly string[],
  take: "markdown" | "hub",
): Promise<Resolution[]> {
  const chosen = await takeSide(ctx, ids, take);
  await syncAll(ctx, await carriersOf(ctx, chosen), "manual", () => {});
  const hub = await ctx.hub();
  const resolutions: Resolution[] = [];
  for (const { id } of chosen) {
    const [row] = await hub.read((db) => conflictsByPrefix(db, id));
    if (!row) continue;
    const state = await hub.read((db) => stateOf(db, row));
    resolutions.push({ conflict: conflictDocument(row), state });
  }
  return resolutions;
}

/** Notes the choice alone; the checkout that met each conflict carries it out at its next sync. Throws as `resolveConflicts`. */
export async function takeSide(
  ctx: Context,
  ids: readonly string[],
  take: "markdown" | "hub",
): Promise<ConflictView[]> {
  const hub = await ctx.hub();
  return hub.write(async (db) => {
    const found = new Map<string, ConflictView>();
    for (const id of ids) {
      const conflict = await findOpen(db, id);
      found.set(conflict.id, conflict);
    }
    if (found.size > 0) await chooseSide(db, [...found.keys()], take);
    return [...found.values()];
  });
}

async function findOpen(db: HubDb, id: string): Promise<ConflictView> {
  const rows = /^[0-9a-f-]{4,36}$/i.test(id) ? await conflictsByPrefix(db, id) : [];
  const [conflict, another] = rows;
  if (!conflict)
    throw new SyncError("usage", `no conflict has the id ${id}`, {
      hint: "sync-hooks conflicts --all shows the open ones",
    });
  if (another)
    throw new SyncError("usage", `several conflicts have an id that begins with ${id}`, {
      hint: `write more of it: ${conflict.id} or ${another.id}`,
    });
  if (conflict.resolved_at !== null)
    throw new SyncError("usage", `the conflict ${id} was closed at ${conflict.resolved_at}`, {
      hint: "to change the value now: sync-hooks task set, or edit the file",
    });
  return conflict;
}

async function stateOf(db: HubDb, row: ConflictView): Promise<Resolution["state"]> {
  if (row.resolved_at === null) return "chosen";
  if (row.chosen !== null) return "resolved";
  return (await isAskedAgain(db, row)) ? "reopened" : "settled";
}
