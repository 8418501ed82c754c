import { SyncError } from "../../core/errors.ts";
import { conflictsByPrefix } from "../../hub/conflict-list.ts";
import type { Context } from "../context.ts";
import { syncInBackground } from "../sync/sync-in-background.ts";
import { carriersOf } from "./carriers.ts";
import { conflictDocument, type ConflictDocument } from "./list-conflicts.ts";
import { takeSide } from "./resolve-conflicts.ts";

/**
 * Takes one side of a conflict and has the checkout of this machine that met it synced by a process of its own;
 * `program` starts the command line. One that another machine met is carried out at its next sync (`elsewhere`).
 * Throws `usage` where there is no such conflict, `conflict` where it is closed already.
 */
export async function resolveInBackground(
  ctx: Context,
  id: string,
  take: "markdown" | "hub",
  program: readonly [command: string, ...args: string[]],
): Promise<{ conflict: ConflictDocument; carriedOut: "soon" | "elsewhere" }> {
  const hub = await ctx.hub();
  const [known] = await hub.read((db) => conflictsByPrefix(db, id));
  if (known && known.resolved_at !== null)
    throw new SyncError("conflict", `the conflict ${id} was closed at ${known.resolved_at}`, {
      hint: "to change the value now: sync-hooks task set, or edit the file",
    });
  const here = await carriersOf(ctx, await takeSide(ctx, [id], take));
  if (here.length > 0) await syncInBackground(ctx, here, { trigger: "api", program });
  const [chosen] = await hub.read((db) => conflictsByPrefix(db, id));
  if (!chosen) throw new SyncError("conflict", `the conflict ${id} is gone`);
  return {
    conflict: conflictDocument(chosen),
    carriedOut: here.length > 0 ? "soon" : "elsewhere",
  };
}
