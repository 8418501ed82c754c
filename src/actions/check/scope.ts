import { lastRestore } from "../../core/restores.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { openGit } from "../../git/git.ts";
import type { HubMoment } from "../../hub/dialect.ts";
import type { Hub } from "../../hub/hub.ts";
import type { ListedWorkstream } from "../../hub/tasks.ts";
import { listWorkstreams } from "../../hub/tasks.ts";
import { checkedUpTo, type CheckBasis } from "../../ledger/checked-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { buildIdentity } from "../../system/build-identity.ts";
import type { Context } from "../context.ts";

/** What all parts of one check share. */
export type CheckScope = {
  ctx: Context;
  checkout: Checkout;
  hub: Hub;
  basis: CheckBasis;
  /** When it began, in ms since 1970. */
  startedMs: number;
  /** The hub's change number up to which the last check of this basis had seen everything; null: there was none. */
  seen: number | null;
  /** The hub's change number now. */
  change: number;
  workstreams: ReadonlyMap<string, ListedWorkstream>;
};

/** Asks the ledger first: what another check notes after that is of no less news than what is read from the hub now. */
export async function openCheckScope(ctx: Context, checkout: Checkout): Promise<CheckScope> {
  const startedMs = ctx.clock.now().getTime();
  const hub = await ctx.hub();
  const branch = (await currentBranch(openGit(checkout, ctx))) ?? "";
  const basisAt = ({ restores }: HubMoment): CheckBasis => ({
    checkoutId: checkout.id,
    branch,
    hubId: hub.id,
    restore: lastRestore(restores),
    program: buildIdentity,
  });
  const before = basisAt(await hub.read(hub.dialect.moment));
  const noted = checkedUpTo(ctx.ledger(), before);
  const moment = await hub.read(hub.dialect.moment);
  const [basis, { change }] = [basisAt(moment), moment];
  const seen = basis.restore === before.restore ? noted : null;
  const listed = await hub.read((db) => listWorkstreams(db, checkout.repoId));
  const workstreams = new Map(listed.map((one) => [one.key, one]));
  return { ctx, checkout, hub, basis, startedMs, seen, change, workstreams };
}
