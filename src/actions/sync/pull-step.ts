import type { GitFailure } from "../../core/publish/git-failure.ts";
import { isUnmoved } from "../../core/inventory/last-pushes.ts";
import { planPublish, type PublishPlan } from "../../core/publish/publish-plan.ts";
import { placesToFetch, type RemoteRef } from "../../core/publish/push-target.ts";
import { dirtyPaths } from "../../git/state/dirty-paths.ts";
import { fetchIfMoved, fetchRef } from "../../git/fetch.ts";
import { integrate } from "../../git/integration/integrate.ts";
import { branchMemory, rememberConflict, type KnownConflict } from "../../ledger/branches.ts";
import { lastFetch, rememberFetch } from "../../ledger/fetches.ts";
import { lockNetwork } from "./lock-network.ts";
import { divergedDetail, failureEnd, listFiles, refName } from "./publish-words.ts";
import { look, readStanding, type Session } from "./run-session.ts";
import type { StepEnd } from "./timed-step.ts";

type At = { branch: string; head: string };

/**
 * Fetches the branch's remote side and brings in what is behind. Null where there is nothing to fetch from:
 * then the push tells why. Who expects `news` (a push was refused) fetches without asking first.
 */
export async function pull(
  session: Session,
  expecting: "nothing" | "news",
): Promise<StepEnd | null> {
  const standing = await readStanding(session);
  if (standing.on !== "branch" || session.config.pull === "off") return null;
  const places = placesToFetch(standing.branch, session.facts);
  if (places.length === 0) return null;
  const lock = await lockNetwork(session.checkout, session.config.network.timeout);
  if (lock === null) return { outcome: "deferred", detail: "network-busy" };
  try {
    const told = whatForgeTells(session, places);
    if (expecting === "news" || told === null || !told.unmoved)
      for (const place of places) {
        const failure = await fetchFrom(session, place, expecting);
        if (failure !== null) return failureEnd(failure);
      }
    told?.fetched();
    const state = await look(session, standing);
    return await bringIn(session, standing, planPublish(state, session.config, "all"));
  } finally {
    lock.release();
  }
}

/** By what the remote's forge has told this sweep: whether a fetch is spared, and how to note one that was made. */
function whatForgeTells({ ctx, checkout, facts }: Session, places: readonly RemoteRef[]) {
  const [place] = places;
  const url = place && facts.remotes[place.remote]?.url;
  if (!url || places.length > 1) return null;
  const pushedAt = ctx.lastPush(url);
  if (pushedAt === null) return null;
  const at = ctx.clock.now();
  const now = { place: `${url} ${place.ref}`, pushedAt, at };
  const unmoved = isUnmoved(lastFetch(ctx.ledger(), checkout.id), now);
  const fetched = () => {
    const fetch = { place: now.place, pushedAt, fetchedAt: at.toISOString() };
    if (!unmoved) rememberFetch(ctx.ledger(), checkout.id, fetch);
  };
  return { unmoved, fetched };
}

async function fetchFrom(
  { git, refs, facts, config }: Session,
  place: RemoteRef,
  expecting: "nothing" | "news",
): Promise<GitFailure | null> {
  if (expecting === "news" || place.tracking === null) return fetchRef(git, place, config.network);
  const tip = await refs.read(place.tracking);
  return fetchIfMoved(git, facts.remotes[place.remote], place, tip, config.network);
}

async function bringIn(session: Session, at: At, plan: PublishPlan): Promise<StepEnd> {
  switch (plan.do) {
    case "integrate":
      return integrateClean(session, at, plan);
    case "report":
      return { outcome: "diverged", detail: divergedDetail(plan, at) };
    case "nothing":
    case "skip":
    case "push":
    case "replace":
    case "set-upstream":
      return { outcome: "nothing-to-do", detail: null };
  }
}

type IntegratePlan = Extract<PublishPlan, { do: "integrate" }>;

async function integrateClean(session: Session, at: At, plan: IntegratePlan): Promise<StepEnd> {
  const known = knownConflict(session, at, plan.onto);
  if (known !== null) return conflictEnd(plan, known.files);
  const dirty = await dirtyAfterPutBack(session);
  if (dirty.length > 0) return { outcome: "skipped", detail: `dirty: ${listFiles(dirty)}` };
  const { branch, head } = at;
  const message = `sync-hooks: ${plan.by} onto ${refName(plan.from)}`;
  const request = { ref: `refs/heads/${branch}`, head, onto: plan.onto, by: plan.by, message };
  const done = await integrate(session.git, request, () => {});
  if ("conflict" in done) {
    const { ctx, checkout } = session;
    const conflict = { head, onto: plan.onto, files: done.conflict };
    rememberConflict(ctx.ledger(), checkout.id, branch, conflict);
    return conflictEnd(plan, conflict.files);
  }
  if (done.moved) return { outcome: "synced", detail: broughtIn(branch, plan) };
  switch (done.why) {
    case "busy":
      return { outcome: "deferred", detail: "index.lock" };
    case "left":
      return { outcome: "deferred", detail: "head-moved" };
    case "refused":
      return { outcome: "skipped", detail: `dirty: ${done.words}` };
    case "failed":
      return { outcome: "failed", detail: `git: ${done.words}` };
  }
}

function knownConflict({ ctx, checkout }: Session, at: At, onto: string): KnownConflict | null {
  const { conflict } = branchMemory(ctx.ledger(), checkout.id, at.branch);
  return conflict?.head === at.head && conflict.onto === onto ? conflict : null;
}

/** What stays dirty once the files that only sync-hooks changed are put back. */
async function dirtyAfterPutBack({ ctx, checkout, git }: Session): Promise<string[]> {
  const dirty = await dirtyPaths(git);
  if (dirty.length === 0) return dirty;
  const { putBack } = await import("../reconcile/put-back.ts");
  const restored = await putBack(ctx, checkout, dirty);
  return restored.length === 0 ? dirty : dirtyPaths(git);
}

function conflictEnd(plan: IntegratePlan, files: readonly string[]): StepEnd {
  const names = listFiles(files);
  const mend = `git pull --rebase ${plan.from.remote} ${plan.from.ref.replace("refs/heads/", "")}`;
  return { outcome: "conflict", detail: `rebase-conflict: ${names}; settle it with: ${mend}` };
}

function broughtIn(branch: string, { from, by }: IntegratePlan): string {
  const commits = from.behind === 1 ? "1 commit" : `${from.behind} commits`;
  return `${branch} ← ${refName(from)} (${commits}, ${by})`;
}
