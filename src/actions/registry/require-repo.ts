import { SyncError } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { findRepoBySlug, listRepos } from "../../hub/repos.ts";
import type { RepoRow } from "../../hub/schema.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { checkoutTop } from "./select-checkouts.ts";

/**
 * The repository of a slug, as the hub knows it; also one that is checked out on other machines only.
 * Throws `usage` with the nearest slug where there is none, `store` or `offline` for the hub.
 */
export async function requireRepo(ctx: Context, slug: string): Promise<RepoRow> {
  const hub = await ctx.hub();
  const found = await hub.read((db) => findRepoBySlug(db, slug));
  if (found) return found;
  const near = nearest(
    slug,
    (await listRepos(hub)).map((repo) => repo.slug),
  );
  throw new SyncError("usage", `no repository has the slug ${slug}`, {
    hint: near ? `did you mean ${near}?` : "sync-hooks list shows the slugs of this machine",
  });
}

/** The slug of the registered checkout around the working directory. Throws `usage` where there is none. */
export function slugAround(ctx: Context): string {
  const top = checkoutTop(ctx.cwd);
  const found = listCheckouts(ctx.ledger()).find(({ path }) => path === top);
  if (found) return found.slug;
  throw new SyncError("usage", `${ctx.cwd} is in no registered checkout`, {
    hint: "name the repository by its slug; sync-hooks list shows them",
  });
}
