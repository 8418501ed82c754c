import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { freshness } from "../../core/freshness.ts";
import {
  shownSyncs,
  type CheckoutHealth,
  type RecentSync,
  type RepoHealth,
} from "../../core/health/repo-health.ts";
import { decidingStep, outcomes, type Outcome } from "../../core/outcome.ts";
import { problemOf, severities, type Problem, type Symptoms } from "../../core/problem.ts";
import type { RepoBoardRows } from "../../hub/repo-board.ts";
import type { CheckoutRow, RepoRow } from "../../hub/schema.ts";
import { noTasks, type TaskCounts } from "../../hub/task-counts.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { PastRun } from "../../ledger/run-history.ts";
import { displayName } from "../registry/display-name.ts";

/** What the health of repositories is put together from; the maps by repository id, the runs by checkout id. */
export type Sources = {
  now: Date;
  tasks: ReadonlyMap<string, TaskCounts>;
  openConflicts: ReadonlyMap<string, number>;
  rows: RepoBoardRows;
  /** This machine's checkouts. */
  registered: ReadonlyMap<string, readonly Checkout[]>;
  runs: ReadonlyMap<number, readonly PastRun[]>;
};

/** What is known of one repository on all machines; of this machine's checkouts, more. */
export function repoHealth(repo: RepoRow, sources: Sources): RepoHealth {
  const { now, rows } = sources;
  const own = sources.registered.get(repo.id) ?? [];
  const ownPaths = new Set(own.map(({ path }) => path));
  const isOther = (row: CheckoutRow) => row.machine !== hostname() || !ownPaths.has(row.path);
  const others = (rows.checkouts.get(repo.id) ?? []).filter(isOther);
  const checkouts = [
    ...own.map((checkout) => ownCheckout(checkout, own, sources)),
    ...others.map((row) => otherCheckout(row, repo.slug)),
  ];
  const fresh = freshness(repo.last_state_synced_at, now);
  const openConflicts = sources.openConflicts.get(repo.id) ?? 0;
  const ofAll = problemOf({ ...healthy, name: repo.slug, freshness: fresh, openConflicts });
  return {
    slug: repo.slug,
    remote_key: repo.remote_key,
    default_branch: repo.default_branch,
    last_state_synced_at: repo.last_state_synced_at,
    last_pushed_at: repo.last_pushed_at,
    last_pulled_at: repo.last_pulled_at,
    freshness: fresh,
    problem: gravest([ofAll, ...checkouts.map(({ problem }) => problem)]),
    checkouts,
    tasks: sources.tasks.get(repo.id) ?? noTasks(),
    open_conflicts: openConflicts,
    recent_syncs: recentSyncs(repo, own, sources),
  };
}

/** A checkout with nothing wrong: what is not known of another machine is taken to be well. */
const healthy: Symptoms = {
  name: "",
  path: "",
  unreadable: null,
  branch: null,
  operation: null,
  ahead: null,
  paused: false,
  hooks: "installed",
  freshness: "fresh",
  lastRun: null,
  openConflicts: 0,
  untrusted: false,
};

function ownCheckout(
  checkout: Checkout,
  registered: readonly Checkout[],
  { now, runs }: Sources,
): CheckoutHealth {
  const { path, hooksState: hooks, pausedUntil } = checkout;
  const run = runs.get(checkout.id)?.at(-1) ?? null;
  const paused = pausedUntil !== null && new Date(pausedUntil) > now;
  const name = displayName(checkout, registered);
  const unreadable = existsSync(path) ? null : `${path} is gone or was moved`;
  const lastRun = run && { ...run, detail: decidingStep(run.steps)?.detail ?? null };
  return {
    machine: hostname(),
    path,
    here: true,
    outcome: run?.outcome ?? null,
    last_run_at: run?.startedAt ?? null,
    hooks,
    paused_until: paused ? pausedUntil : null,
    problem: problemOf({ ...healthy, name, path, unreadable, paused, hooks, lastRun }),
  };
}

function otherCheckout(row: CheckoutRow, slug: string): CheckoutHealth {
  const { machine, path, last_reason: reason, last_detail: detail, last_run_at } = row;
  // A newer program of another machine may know outcomes that this one does not.
  const outcome = outcomes.find((known) => known === row.last_outcome) ?? null;
  const lastRun = outcome && { outcome, reason, detail };
  const problem = problemOf({ ...healthy, name: slug, path, lastRun });
  const unknown = { hooks: null, paused_until: null } as const;
  return { machine, path, here: false, outcome, last_run_at, ...unknown, problem };
}

function gravest(problems: readonly (Problem | null)[]): Problem | null {
  const told = problems.filter((problem) => problem !== null);
  const rank = ({ severity }: Problem) => severities.indexOf(severity);
  return told.toSorted((one, other) => rank(one) - rank(other))[0] ?? null;
}

/** This machine's runs; of a repository that lies elsewhere alone, what the hub has in its log. */
function recentSyncs(repo: RepoRow, own: readonly Checkout[], sources: Sources): RecentSync[] {
  const runs = own.flatMap(({ id }) => sources.runs.get(id) ?? []);
  if (runs.length > 0)
    return runs
      .map(({ startedAt, outcome, durationMs }) => ({
        at: startedAt,
        outcome,
        duration_ms: Math.round(durationMs),
      }))
      .toSorted(byTime)
      .slice(-shownSyncs);
  const logged = (sources.rows.syncs.get(repo.id) ?? []).slice(0, shownSyncs);
  return logged
    .map(({ at, direction }) => ({ at, outcome: loggedOutcome(direction), duration_ms: null }))
    .toSorted(byTime);
}

const byTime = (one: RecentSync, other: RecentSync) => Date.parse(one.at) - Date.parse(other.at);

const loggedOutcome = (direction: string): Outcome =>
  direction === "none" ? "nothing-to-do" : "synced";
