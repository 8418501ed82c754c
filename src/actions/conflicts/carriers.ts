import { knownPlaces, type ConflictView } from "../../hub/conflict-list.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { placeOf } from "../place.ts";

/**
 * The checkouts of this machine whose next sync carries out what was chosen: those that met the conflicts; of one with
 * another program's table, which no checkout has met, every one of its repository.
 */
export async function carriersOf(
  ctx: Context,
  conflicts: readonly Pick<ConflictView, "checkout" | "repo_id">[],
): Promise<Checkout[]> {
  const hub = await ctx.hub();
  const known = await hub.read((db) =>
    knownPlaces(
      db,
      conflicts.map((one) => one.repo_id),
    ),
  );
  const places = new Set(conflicts.map(({ checkout }) => checkout));
  const ofTables = conflicts.filter(({ checkout }) => !known.has(checkout));
  const repoIds = new Set(ofTables.map((one) => one.repo_id));
  return listCheckouts(ctx.ledger()).filter(
    (one) => places.has(placeOf(one)) || repoIds.has(one.repoId),
  );
}
