import { placesToFetch } from "../../core/publish/push-target.ts";
import { hasMoved } from "../../git/fetch.ts";
import { readOperation } from "../../git/state/operation.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { requirePresent } from "../registry/require-present.ts";
import { isPaused } from "../sync/run-gate.ts";
import { openSession, readStanding } from "../sync/run-session.ts";

/** What a remote said. `quiet`: nothing new, or nothing to ask for; `away`: it could not be asked, and why. */
export type RemoteNews = { kind: "quiet" } | { kind: "news" } | { kind: "away"; why: string };

/** Asks whether a sync would find new commits to bring in: one process of git, and nothing is written. */
export async function remoteNews(ctx: Context, checkout: Checkout): Promise<RemoteNews> {
  requirePresent(checkout);
  if (isPaused(ctx, checkout) || readOperation(checkout.gitDir) !== null) return { kind: "quiet" };
  const session = await openSession(ctx, checkout);
  const standing = await readStanding(session);
  if (standing.on !== "branch" || session.config.pull === "off") return { kind: "quiet" };
  for (const place of placesToFetch(standing.branch, session.facts)) {
    const tip = place.tracking === null ? null : await session.refs.read(place.tracking);
    if (tip === null) return { kind: "news" };
    const network = { ...session.config.network, retries: 0 };
    const asked = await hasMoved(
      session.git,
      session.facts.remotes[place.remote],
      place,
      tip,
      network,
    );
    if ("failure" in asked) return { kind: "away", why: asked.failure.detail };
    if (asked.moved) return { kind: "news" };
  }
  return { kind: "quiet" };
}
