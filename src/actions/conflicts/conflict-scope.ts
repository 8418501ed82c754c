import type { ConflictFilter } from "../../hub/conflict-list.ts";
import type { Context } from "../context.ts";
import { placeOf } from "../place.ts";
import { selectCheckouts } from "../registry/select-checkouts.ts";

/**
 * Whose conflicts a command line means: a slug those of the repository, on every machine; a path or `slug@folder`
 * those that this checkout has met; with neither, the repository around the working directory, or the whole hub.
 */
export function conflictScope(
  ctx: Context,
  selectors: readonly string[],
  without: "around-or-all" | "all",
): Pick<ConflictFilter, "repoIds" | "checkouts"> {
  if (selectors.length === 0 && without === "all") return { repoIds: null, checkouts: null };
  const chosen = selectCheckouts(ctx, selectors, "around-or-all");
  const slugs = new Set(chosen.map(({ slug }) => slug));
  if (selectors.every((selector) => slugs.has(selector)))
    return { repoIds: [...new Set(chosen.map(({ repoId }) => repoId))], checkouts: null };
  return { repoIds: null, checkouts: chosen.map(placeOf) };
}
