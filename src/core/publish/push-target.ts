import type { GitFacts } from "./git-facts.ts";
import { mapRef } from "./refspec.ts";

/** One ref of a remote, and the local ref that remembers it (null where no fetch refspec covers it). */
export type RemoteRef = { remote: string; ref: string; tracking: string | null };

/** Why a branch has no place to be pushed to. */
export type NoTarget =
  | "no-remote"
  | "no-upstream"
  | "upstream-name"
  | "local-upstream"
  | "push-default";

export type Targets = {
  upstream: RemoteRef | null;
  push: RemoteRef | { none: NoTarget };
  /** Where the first push of a branch without upstream would go; null where there is no remote. */
  first: RemoteRef | null;
};

/**
 * The branch's upstream, and where plain `git push` would push it (git's builtin/push.c,
 * setup_default_push_refspecs), which is only ever a branch of its own name: an upstream of another name is
 * no place to push to, even where `push.default=upstream` would.
 */
export function targets(branch: string, facts: GitFacts): Targets {
  const own = `refs/heads/${branch}`;
  const upstream = upstreamOf(branch, facts);
  const remote =
    facts.branches[branch]?.pushRemote ??
    facts.pushRemote ??
    facts.branches[branch]?.remote ??
    fallbackRemote(facts);
  const none = whyNone(own, remote, upstream, facts);
  return {
    upstream,
    push: none === null ? remoteRef(remote, own, facts) : { none },
    first: remote in facts.remotes ? remoteRef(remote, own, facts) : null,
  };
}

/** The upstream where it has the branch's own name, and the push target where that is another place. */
export function placesToFetch(branch: string, facts: GitFacts): RemoteRef[] {
  const { upstream, push } = targets(branch, facts);
  if ("none" in push) return [];
  const own = upstream?.ref === `refs/heads/${branch}` ? upstream : null;
  const places = own === null || isSamePlace(own, push) ? [push] : [own, push];
  return places.filter((place) => place.tracking !== null);
}

function upstreamOf(branch: string, facts: GitFacts): RemoteRef | null {
  const config = facts.branches[branch];
  const [ref, ...others] = config?.merge ?? [];
  if (!config?.remote || ref === undefined || others.length > 0) return null;
  return remoteRef(config.remote, ref, facts);
}

function whyNone(
  own: string,
  remote: string,
  upstream: RemoteRef | null,
  facts: GitFacts,
): NoTarget | null {
  if (Object.keys(facts.remotes).length === 0) return "no-remote";
  if (remote === ".") return "local-upstream";
  const refspecs = facts.remotes[remote]?.push ?? [];
  if (refspecs.length > 0) return mapRef(refspecs, own) === own ? null : "push-default";
  if (facts.pushDefault === "nothing") return "push-default";
  if (upstream === null) return "no-upstream";
  if (upstream.remote !== remote) return facts.pushDefault === "upstream" ? "push-default" : null;
  return upstream.ref === own || facts.pushDefault === "current" ? null : "upstream-name";
}

function remoteRef(remote: string, ref: string, facts: GitFacts): RemoteRef {
  return { remote, ref, tracking: mapRef(facts.remotes[remote]?.fetch ?? [], ref) };
}

/** The remote that git falls back to: the only one there is, else `origin`. */
function fallbackRemote(facts: GitFacts): string {
  const [first, ...others] = Object.keys(facts.remotes);
  return first !== undefined && others.length === 0 ? first : "origin";
}

export function isSamePlace(one: RemoteRef, other: RemoteRef): boolean {
  return one.remote === other.remote && one.ref === other.ref;
}
