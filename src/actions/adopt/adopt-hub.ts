import { lastRestore } from "../../core/restores.ts";
import { SyncError } from "../../core/errors.ts";
import type { Policy } from "../../core/tasks/merge.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { openGit } from "../../git/git.ts";
import { findRepoBySlug, knowsRepo } from "../../hub/repos.ts";
import { adoptHub as adoptInLedger } from "../../ledger/adopt.ts";
import { branchesSeen } from "../../ledger/hub-seen.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { register } from "../registry/register.ts";
import { requirePresent } from "../registry/require-present.ts";

/**
 * Lets a checkout follow the hub as it stands, although it is not the one that was met last: another one, an older
 * backup, or an emptied one. `lead` says who wins where both sides hold a value: `markdown`, `hub`, or `ask` for a
 * conflict each. Every value that loses stands in a conflict row; tasks that the hub lacks are added, none is
 * deleted. The next sync carries it out. Throws where the checkout is gone, and `offline` or `store` for the hub.
 */
export async function adoptHub(ctx: Context, checkout: Checkout, lead: Policy): Promise<Checkout> {
  requirePresent(checkout);
  const hub = await ctx.hub();
  const branch = await currentBranch(openGit(checkout, ctx));
  const branches = [
    ...branchesSeen(ctx.ledger(), checkout.id),
    ...(branch === null ? [] : [branch]),
  ];
  const registered = await register(ctx, checkout.path, { slug: await wishedSlug(ctx, checkout) });
  const { restores, ...numbers } = await hub.read(hub.dialect.moment);
  const met = { id: hub.id, ...numbers, restore: lastRestore(restores) };
  adoptInLedger(ctx.ledger(), registered.id, met, { branches, lead });
  return registered;
}

/** An emptied hub is asked for the slug that the repository had; one that knows it, or gave the slug away, decides. */
async function wishedSlug(ctx: Context, checkout: Checkout): Promise<string | null> {
  const hub = await ctx.hub();
  return hub.read(async (db) => {
    if (await knowsRepo(db, checkout)) return null;
    return (await findRepoBySlug(db, checkout.slug)) ? null : checkout.slug;
  });
}

/** The side that a word names. Throws `usage` where it names none. */
export function readLead(word: string | null): Policy {
  if (word === "markdown" || word === "hub" || word === "ask") return word;
  throw new SyncError(
    "usage",
    word === null ? "hub adopt needs to know which side leads" : `no side is called "${word}"`,
    { hint: "write --lead markdown, --lead hub, or --lead ask to decide each difference yourself" },
  );
}
