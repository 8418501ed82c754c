import type { InventoryDocument } from "../../core/inventory/inventory-document.ts";
import { keepForgeIds, readForgeRepos, readForges } from "../../hub/forge-repos.ts";
import type { Context } from "../context.ts";
import { arrange } from "./arrange.ts";
import { isListOld } from "./list-age.ts";
import { knownRepos } from "./known-repos.ts";
import { chooseForges, refreshForges } from "./refresh.ts";

export type InventoryOptions = {
  /** One forge alone, or null for all. */
  forge: string | null;
  /** `always`: ask the forges; `when-old`: those whose list is over an hour old; `never`: show what is kept. */
  refresh: "always" | "when-old" | "never";
};

/**
 * What the forges list and what is registered, side by side. Throws `usage` for an unknown forge, `config`, and
 * `store` or `offline` for the hub; a forge that is away is part of the document.
 */
export async function inventory(
  ctx: Context,
  options: InventoryOptions,
): Promise<InventoryDocument> {
  const hub = await ctx.hub();
  if (options.refresh !== "never") {
    const kept = await hub.read((db) => readForges(db));
    const chosen = await chooseForges(ctx, options.forge);
    const due = chosen.filter(
      ({ name }) => options.refresh === "always" || isListOld(kept, name, ctx.clock.now()),
    );
    await refreshForges(ctx, due);
  }
  const { forges, listed } = await hub.read(async (db) => ({
    forges: await readForges(db),
    listed: await readForgeRepos(db),
  }));
  const known = await knownRepos(ctx, hub);
  const of = (forge: string) => options.forge === null || forge === options.forge;
  const { document, found } = arrange(ctx.clock.now(), forges, listed, known, of);
  if (found.length > 0) await hub.write((db) => keepForgeIds(db, found));
  return document;
}
