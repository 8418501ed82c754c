import type { Context } from "../context.ts";
import { selectCheckouts } from "../registry/select-checkouts.ts";

/**
 * The hub's ids of the repositories that a command line means: those of the selected checkouts; without a selector
 * that of the checkout around the working directory, or null (every one) where there is none, or `all` is wished.
 */
export function repositoriesOf(
  ctx: Context,
  selectors: readonly string[],
  without: "around-or-all" | "all",
): string[] | null {
  if (selectors.length === 0 && without === "all") return null;
  const chosen = selectCheckouts(ctx, selectors, "around-or-all");
  return [...new Set(chosen.map(({ repoId }) => repoId))];
}
