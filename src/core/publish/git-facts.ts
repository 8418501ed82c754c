import { redact } from "../redact.ts";

/** What git's configuration says about remotes, branches and pushing: last value wins, lists keep their order. */
export type GitFacts = {
  pushDefault: "nothing" | "current" | "upstream" | "simple" | "matching";
  /** `remote.pushDefault`. */
  pushRemote: string | null;
  /** `core.sshCommand` is set, so ssh's batch mode is not forced over it. */
  ownSshCommand: boolean;
  /** Refs live in loose files and packed-refs, which can be read in-process. */
  refsInFiles: boolean;
  remotes: Record<string, RemoteFacts>;
  branches: Record<string, { remote: string | null; merge: string[]; pushRemote: string | null }>;
};

export type RemoteFacts = {
  /** Where a fetch goes, after `insteadOf`, without credentials. */
  url: string | null;
  fetch: string[];
  push: string[];
  mirror: boolean;
  /** A program of the user's own answers for the remote: `uploadpack` or `vcs`. */
  ownProgram: boolean;
};

/** One entry of `git config --list`: section and variable in lower case, the subsection's case kept. */
export type ConfigEntry = { key: string; value: string };

/**
 * Gathers the facts from the entries, in the order in which git gives them. The facts are kept on disk: a URL
 * in a remote's place, where nothing is pushed anyway, loses its credentials.
 */
export function gitFacts(entries: readonly ConfigEntry[]): GitFacts {
  const facts: GitFacts = {
    pushDefault: "simple",
    pushRemote: null,
    ownSshCommand: false,
    refsInFiles: true,
    remotes: {},
    branches: {},
  };
  const rewrites: { base: string; prefix: string }[] = [];
  for (const { key, value } of entries) {
    const { section, name, variable } = split(key);
    if (section === "remote" && name !== null) readRemote(facts, name, variable, value);
    else if (section === "branch" && name !== null) readBranch(facts, name, variable, value);
    else if (section === "url" && name !== null && variable === "insteadof")
      rewrites.push({ base: name, prefix: value });
    else if (key === "push.default") facts.pushDefault = pushDefault(value);
    else if (key === "remote.pushdefault") facts.pushRemote = redact(value);
    else if (key === "core.sshcommand") facts.ownSshCommand = value !== "";
    else if (key === "extensions.refstorage") facts.refsInFiles = value.toLowerCase() === "files";
  }
  for (const remote of Object.values(facts.remotes))
    if (remote.url !== null) remote.url = redact(rewritten(remote.url, rewrites));
  return facts;
}

/** The URL as `url.<base>.insteadOf` makes it: the longest prefix wins (git-config(1)). */
function rewritten(url: string, rewrites: readonly { base: string; prefix: string }[]): string {
  const [longest] = rewrites
    .filter(({ prefix }) => url.startsWith(prefix))
    .toSorted((one, other) => other.prefix.length - one.prefix.length);
  return longest ? longest.base + url.slice(longest.prefix.length) : url;
}

function readRemote(facts: GitFacts, name: string, variable: string, value: string): void {
  if (redact(name) !== name) return;
  const remote = (facts.remotes[name] ??= {
    url: null,
    fetch: [],
    push: [],
    mirror: false,
    ownProgram: false,
  });
  if (variable === "url") remote.url ??= value;
  else if (variable === "fetch") remote.fetch.push(value);
  else if (variable === "push") remote.push.push(value);
  else if (variable === "mirror") remote.mirror = value !== "false";
  else if (variable === "uploadpack" || variable === "vcs") remote.ownProgram = true;
}

function readBranch(facts: GitFacts, name: string, variable: string, value: string): void {
  const branch = (facts.branches[name] ??= { remote: null, merge: [], pushRemote: null });
  if (variable === "remote") branch.remote = redact(value);
  else if (variable === "merge") branch.merge.push(value);
  else if (variable === "pushremote") branch.pushRemote = redact(value);
}

function pushDefault(value: string): GitFacts["pushDefault"] {
  if (value === "tracking") return "upstream";
  const known = ["nothing", "current", "upstream", "matching"] as const;
  return known.find((name) => name === value) ?? "simple";
}

/** `section.sub.section.variable`: the subsection may hold dots, and may be missing. */
function split(key: string): { section: string; name: string | null; variable: string } {
  const first = key.indexOf(".");
  const last = key.lastIndexOf(".");
  return {
    section: key.slice(0, first),
    name: first === last ? null : key.slice(first + 1, last),
    variable: key.slice(last + 1),
  };
}
