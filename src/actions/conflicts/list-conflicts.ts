import {
  listConflictRows,
  type ConflictFilter,
  type ConflictView,
} from "../../hub/conflict-list.ts";
import type { Context } from "../context.ts";

/** A conflict in every door's documents: the hub's row, and the names of its repository and task. */
export type ConflictDocument = Omit<ConflictView, "repo_id">;

export type { ConflictFilter } from "../../hub/conflict-list.ts";

/** The conflicts that fit the filter, by repository, file and line. Throws `offline` or `store` for the hub. */
export async function listConflicts(
  ctx: Context,
  filter: ConflictFilter,
): Promise<ConflictDocument[]> {
  const hub = await ctx.hub();
  const rows = await hub.read((db) => listConflictRows(db, filter));
  return rows.map(conflictDocument);
}

export function conflictDocument(view: ConflictView): ConflictDocument {
  const { repo_id: _repository, ...document } = view;
  return document;
}
