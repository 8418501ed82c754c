import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { requireRepo } from "../registry/require-repo.ts";
import { syncInBackground } from "../sync/sync-in-background.ts";

/**
 * Has a repository's checkouts on this machine synced by a process of their own; gives them, none where it has
 * none here. `program` starts the command line. Throws `usage` for an unknown slug.
 */
export async function requestSync(
  ctx: Context,
  slug: string,
  program: readonly [command: string, ...args: string[]],
): Promise<Checkout[]> {
  const { id } = await requireRepo(ctx, slug);
  const checkouts = listCheckouts(ctx.ledger()).filter(({ repoId }) => repoId === id);
  if (checkouts.length > 0) await syncInBackground(ctx, checkouts, { trigger: "api", program });
  return checkouts;
}
