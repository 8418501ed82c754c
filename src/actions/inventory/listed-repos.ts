import { SyncError } from "../../core/errors.ts";
import { forgeIdOf, matchRepos } from "../../core/inventory/match-repos.ts";
import { nearest } from "../../core/nearest.ts";
import { readForgeRepos, setIgnored } from "../../hub/forge-repos.ts";
import type { ForgeRepoRow } from "../../hub/schema.ts";
import type { Context } from "../context.ts";
import { toListed } from "./arrange.ts";
import { knownRepos } from "./known-repos.ts";

/**
 * The listed repository of that full name; where several forges have one, `forge:owner/name` tells them apart.
 * Throws `usage` where no list has it, or several have.
 */
export async function requireListed(ctx: Context, name: string): Promise<ForgeRepoRow> {
  const rows = await (await ctx.hub()).read((db) => readForgeRepos(db));
  const wanted = name.toLowerCase();
  const found = rows.filter(({ forge, full_name: fullName }) =>
    [fullName, `${forge}:${fullName}`].some((one) => one.toLowerCase() === wanted),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    throw new SyncError("usage", `${name} is on ${found.length} forges`, {
      hint: `say which: ${found.map((row) => `${row.forge}:${row.full_name}`).join(" or ")}`,
    });
  const near = nearest(
    name,
    rows.map((row) => row.full_name),
  );
  throw new SyncError("usage", `no forge lists ${name}`, {
    hint: near ? `did you mean ${near}?` : "read the lists anew: sync-hooks inventory --refresh",
  });
}

/** Every listed repository that the hub does not know and the user does not ignore, by forge and name. */
export async function unregisteredRepos(
  ctx: Context,
  forge: string | null,
): Promise<ForgeRepoRow[]> {
  const hub = await ctx.hub();
  const rows = await hub.read((db) => readForgeRepos(db));
  const known = await knownRepos(ctx, hub);
  const { unregistered } = matchRepos(
    rows.map(toListed),
    known.map((repo) => repo.known),
  );
  const ids = new Set(unregistered.map(forgeIdOf));
  return rows.filter(
    (row) =>
      row.ignored === 0 &&
      (forge === null || row.forge === forge) &&
      ids.has(forgeIdOf({ forge: row.forge, id: row.forge_id })),
  );
}

/** Leaves a listed repository out of the inventory, or takes it in again. Throws `usage` where no list has it. */
export async function ignore(
  ctx: Context,
  name: string,
  wish: "ignored" | "shown",
): Promise<ForgeRepoRow> {
  const repo = await requireListed(ctx, name);
  await (await ctx.hub()).write((db) => setIgnored(db, repo, wish === "ignored" ? 1 : 0));
  return repo;
}
