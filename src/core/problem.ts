import type { Freshness } from "./freshness.ts";
import type { Outcome } from "./outcome.ts";
import { shellWord } from "./shell-word.ts";

/** What keeps a checkout from being in order, and the command or edit that mends it. */
export type Problem = { severity: Severity; what: string; mend: string | null };

/** `bad`: something failed and stays so. `warn`: it will go wrong, or is old. `note`: left alone on purpose. */
export const severities = ["bad", "warn", "note"] as const;
export type Severity = (typeof severities)[number];

/** What a problem is seen from. `name` is what commands take: a slug, or `slug@folder`. */
export type Symptoms = {
  name: string;
  path: string;
  /** Why git's state could not be read (the folder is gone, foreign, no repository); null where it could. */
  unreadable: string | null;
  branch: string | null;
  operation: string | null;
  ahead: number | null;
  paused: boolean;
  hooks: "installed" | "missing" | "drifted" | "foreign";
  freshness: Freshness;
  /** `detail` is what the step that decided the outcome said: its reason word and, at its end, a git command. */
  lastRun: { outcome: Outcome; reason: string | null; detail: string | null } | null;
  openConflicts: number;
  /** Commands of the repository's own config wait for its owner. */
  untrusted: boolean;
};

type Rule = (seen: Symptoms) => Problem | null;

/** The gravest problem of a checkout, or null where it is in order. */
export function problemOf(seen: Symptoms): Problem | null {
  for (const rule of rules) {
    const problem = rule(seen);
    if (problem) return problem;
  }
  return null;
}

// The gravest first: the first rule that speaks is the one the row shows.
const rules: readonly Rule[] = [
  unreadable,
  (seen) => (seen.paused ? note("paused", `sync-hooks resume ${seen.name}`) : null),
  openConflicts,
  lastRun,
  untrusted,
  hooks,
  operation,
  skipped,
  old,
];

function unreadable(seen: Symptoms): Problem | null {
  if (seen.unreadable === null) return null;
  return bad(seen.unreadable, `sync-hooks doctor ${seen.name}`);
}

function openConflicts({ openConflicts: count, name }: Symptoms): Problem | null {
  if (count === 0) return null;
  const what = count === 1 ? "1 open conflict" : `${count} open conflicts`;
  return bad(`${what} between markdown and hub`, `sync-hooks conflicts ${name}`);
}

function lastRun(seen: Symptoms): Problem | null {
  const run = seen.lastRun;
  if (run === null) return null;
  const git = gitAt(seen.path);
  const said = read(run.reason, run.detail);
  const because = (otherwise: string) => said.what ?? otherwise;
  const byGit = (otherwise: string) => `${git} ${said.git ?? otherwise}`;
  const offline = `${because("no answer from the remote")}; the next sweep retries`;
  const rewritten = "pushed commits were amended or rebased";
  const conflicting =
    run.reason === "rebase-conflict" && said.what !== null
      ? `both sides changed the same lines of ${said.what}`
      : because("both sides changed the same lines");
  const tell = {
    "nothing-to-do": () => null,
    synced: () => null,
    queued: () => null,
    skipped: () => null,
    deferred: () => null,
    offline: () => warn(offline, `sync-hooks sync ${seen.name}`),
    conflict: () => bad(conflicting, byGit("pull --rebase")),
    diverged: () =>
      bad(run.reason === "rewritten" ? rewritten : because("both sides moved"), byGit("status")),
    rejected: () => bad(because("the remote refused the push"), byGit("push")),
    auth: () => bad(because("the remote wants credentials"), byGit("push")),
    failed: () => bad(because("the last run failed"), failedMend(seen, run, said.git)),
  } as const satisfies Record<Outcome, () => Problem | null>;
  return tell[run.outcome]();
}

function failedMend(
  seen: Symptoms,
  { reason, detail }: NonNullable<Symptoms["lastRun"]>,
  git: string | null,
): string {
  if (reason === "store" && detail?.includes("hub adopt"))
    return `sync-hooks hub adopt ${seen.name} --lead ask`;
  if (git !== null) return `${gitAt(seen.path)} ${git}`;
  if (reason === "config") return `sync-hooks config validate ${seen.name}`;
  if (reason === "store") return "sync-hooks doctor";
  if (reason === "not-a-repo") return `sync-hooks doctor ${seen.name}`;
  return `sync-hooks log ${seen.name}`;
}

function untrusted({ untrusted: isWaiting, name }: Symptoms): Problem | null {
  if (!isWaiting) return null;
  return warn(
    "its own config asks for commands, which do not run",
    `sync-hooks trust ${name} --show`,
  );
}

/** Parts a step's detail, `reason: what was said (try: git fetch)`, into what was said and git's arguments. */
function read(
  reason: string | null,
  detail: string | null,
): { what: string | null; git: string | null } {
  const text = detail ?? reason;
  if (text === null) return { what: null, git: null };
  const body =
    reason !== null && text.startsWith(`${reason}: `) ? text.slice(reason.length + 2) : text;
  const [, what, git] = /^(.*?)(?:; | \(|, )[^;,(]*: git (.+?)\)?$/s.exec(body) ?? [];
  return { what: what ?? body, git: git ?? null };
}

function hooks({ hooks: state, name }: Symptoms): Problem | null {
  switch (state) {
    case "installed":
      return null;
    case "missing":
      return warn("no hooks: commits wait for the sweep", `sync-hooks install ${name}`);
    case "drifted":
      return warn("another tool rewrote the hooks", `sync-hooks install ${name}`);
    case "foreign":
      return warn("a hook that is not ours to write", `sync-hooks install ${name} --dry-run`);
  }
}

function operation({ operation: running, name, path }: Symptoms): Problem | null {
  if (running === null) return null;
  if (running === "index.lock")
    return warn("index.lock stands: a git is at work, or died", `sync-hooks doctor ${name}`);
  const end = operationEnds[running] ?? `${running} --continue`;
  return warn(`${running} in progress: syncs wait until it is done`, `${gitAt(path)} ${end}`);
}

const operationEnds: Readonly<Record<string, string>> = {
  bisect: "bisect reset",
  sequencer: "status",
};

function skipped(seen: Symptoms): Problem | null {
  if (seen.lastRun?.outcome !== "skipped") return null;
  const { reason } = seen.lastRun;
  const [what, mend] = skips[reason ?? ""] ?? [reason ?? "skipped", null];
  const branch = shellWord(seen.branch ?? "HEAD");
  return note(what, mend && `${gitAt(seen.path)} ${mend.replace("BRANCH", () => branch)}`);
}

const skips: Readonly<Record<string, readonly [what: string, gitCommand: string | null]>> = {
  "no-upstream": ["the branch has no upstream", "push --set-upstream origin BRANCH"],
  "no-remote": ["the repository has no remote", null],
  "local-upstream": ["the upstream is a branch of this repository", null],
  "push-default": ["git's push.default and push refspecs send it nowhere", null],
  "no-tracking": ["the remote's branches are not fetched here", null],
  "push-off": ["the config says not to push", null],
  "push-branches": ["the config does not push this branch", null],
  "push-remotes": ["the config does not push to this remote", null],
  "pull-off": ["behind, and the config says not to pull", "pull"],
  "upstream-gone": ["the upstream was deleted on the remote", "branch --unset-upstream"],
  unpublished: ["the remote that it is pushed to has no such branch", "push"],
  "upstream-name": ["the upstream has another name", "push --set-upstream origin BRANCH"],
  detached: ["HEAD is on no branch", "switch -"],
  dirty: ["uncommitted changes keep remote commits out: commit or stash them", null],
  paused: ["it was paused when the last run came", null],
  untrusted: ["commands of its own config waited for trust when the last run came", null],
  "off-branch": ["tasks sync on the default branch only", null],
};

function old({ freshness, ahead, name }: Symptoms): Problem | null {
  const mend = `sync-hooks sync ${name}`;
  if (freshness === "stale") return warn("no sync for more than a day", mend);
  if (freshness === "never") return note("never synced", mend);
  if (ahead !== null && ahead > 0)
    return note(`${ahead} unpushed ${ahead === 1 ? "commit" : "commits"}`, mend);
  return null;
}

const gitAt = (path: string) => `git -C ${shellWord(path)}`;

const bad = (what: string, mend: string | null): Problem => ({ severity: "bad", what, mend });
const warn = (what: string, mend: string | null): Problem => ({ severity: "warn", what, mend });
const note = (what: string, mend: string | null): Problem => ({ severity: "note", what, mend });
