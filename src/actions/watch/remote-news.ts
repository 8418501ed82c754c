import { placesToFetch } from "../../core/publish/push-target.ts";
import { remoteTip } from "../../git/fetch.ts";
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
  /** A request stands there: a hook's, or one that a live, killed or deferred run has taken. */
  | { kind: "asked" }
  /** The remote could not be asked. */
  | { kind: "away"; why: string }
  | { kind: "quiet" }
  | Apart;

/**
 * HEAD, the tracking ref and the remote's branch are not at one commit. `state`: where each is; `changes` asks which
 * tracked files are changed, which may be what keeps them apart.
 */
export type Apart = { kind: "apart"; state: string; changes: () => Promise<string> };

/** Asks whether a sync would find something to do: one process of git where it would not, and nothing is written. */
export async function remoteNews(ctx: Context, checkout: Checkout): Promise<RemoteNews> {
  requirePresent(checkout);
  if (isPaused(ctx, checkout) || readOperation(checkout.gitDir) !== null) return { kind: "quiet" };
  const files = transientFiles(checkout.gitDir);
  if (isRequested(files) || isLeftRunning(files)) return { kind: "asked" };
  const session = await openSession(ctx, checkout);
  const standing = await readStanding(session);
  if (standing.on !== "branch") return { kind: "quiet" };
  const { branch, head } = standing;
  const { pull, network } = session.config;
  const found: string[] = [];
  for (const place of placesToFetch(branch, session.facts)) {
    const tip = place.tracking === null ? null : await session.refs.read(place.tracking);
    found.push(tip ?? "none");
    // Where nothing is pulled, what others have pushed is no news.
    if (pull === "off" && tip === head) continue;
    const remote = session.facts.remotes[place.remote];
    const asked = await remoteTip(session.git, remote, place, tip, { ...network, retries: 0 });
    if ("failure" in asked) return { kind: "away", why: asked.failure.detail };
    found.push(asked.at ?? "gone");
  }
  if (found.every((at) => at === head)) return { kind: "quiet" };
  const changes = async () => (await dirtyPaths(session.git)).join("\0");
  return { kind: "apart", state: [branch, head, ...found].join(" "), changes };
}
