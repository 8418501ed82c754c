import type { Hub } from "../../hub/hub.ts";
import { listRepos } from "../../hub/repos.ts";
import type { RepoRow } from "../../hub/schema.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import { remoteKeys } from "../../git/remote-keys.ts";
import type { KnownRepo } from "../../core/inventory/match-repos.ts";
import { eachBounded } from "../each-bounded.ts";
import type { Context } from "../context.ts";

export type HubRepo = { row: RepoRow; known: KnownRepo };

/**
 * Every repository of the hub with the keys of all URLs by which this machine's checkouts reach it. A checkout
 * whose remotes cannot be read (it is gone) adds none.
 */
export async function knownRepos(ctx: Context, hub: Hub): Promise<HubRepo[]> {
  const { host_aliases: aliases, concurrency } = await ctx.config(null);
  const keys = new Map<string, Set<string>>();
  const bounds = { limit: concurrency.checkouts, shares: () => [] };
  await eachBounded(listCheckouts(ctx.ledger()), bounds, async (checkout) => {
    const own = keys.get(checkout.repoId) ?? new Set();
    keys.set(checkout.repoId, own);
    for (const key of await remoteKeys(checkout, ctx, aliases)) own.add(key);
  });
  const rows = await listRepos(hub);
  return rows.map((row) => ({
    row,
    known: {
      id: row.id,
      forgeId: row.forge_id,
      keys: [...(row.remote_key === null ? [] : [row.remote_key]), ...(keys.get(row.id) ?? [])],
    },
  }));
}
