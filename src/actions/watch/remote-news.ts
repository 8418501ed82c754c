import { placesToFetch } from "../../core/publish/push-target.ts";
import { hasMoved } from "../../git/fetch.ts";
import { isLeftRunning, isRequested } from "../../git/request-file.ts";
import { dirtyPaths } from "../../git/state/dirty-paths.ts";
import { readOperation } from "../../git/state/operation.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { requirePresent } from "../registry/require-present.ts";
import { isPaused } from "../sync/run-gate.ts";
import { openSession, readStanding } from "../sync/run-session.ts";

/** What there is for a sync to do. */
export type RemoteNews =
  | { kind: "news" }
  /** A request stands there: a hook's, or one that a live, killed or deferred run has taken. */
  | { kind: "asked" }
  /** The remote could not be asked. */
  | { kind: "away"; why: string }
  /** `apart`: what HEAD, its remote side and the changed files are where the first two differ all the same. */
  | { kind: "quiet"; apart: string | null };

const nothing: RemoteNews = { kind: "quiet", apart: null };

/** Asks whether a sync would find something to do: one process of git where it would not, and nothing is written. */
export async function remoteNews(ctx: Context, checkout: Checkout): Promise<RemoteNews> {
  requirePresent(checkout);
  if (isPaused(ctx, checkout) || readOperation(checkout.gitDir) !== null) return nothing;
  const files = transientFiles(checkout.gitDir);
  if (isRequested(files) || isLeftRunning(files)) return { kind: "asked" };
  const session = await openSession(ctx, checkout);
  const standing = await readStanding(session);
  if (standing.on !== "branch" || session.config.pull === "off") return nothing;
  const tips: string[] = [];
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
    tips.push(tip);
  }
  if (tips.every((tip) => tip === standing.head)) return nothing;
  const dirty = await dirtyPaths(session.git);
  return { kind: "quiet", apart: [standing.head, ...tips, ...dirty].join(" ") };
}
