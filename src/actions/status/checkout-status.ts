import { existsSync } from "node:fs";
import { toSyncError } from "../../core/errors.ts";
import { freshness, type Freshness } from "../../core/freshness.ts";
import { decidingStep, type Outcome, type RunRecord } from "../../core/outcome.ts";
import { problemOf, type Problem } from "../../core/problem.ts";
import { survey, type Survey } from "../../git/state/survey.ts";
import type { HubSummary } from "../../hub/summary.ts";
import { noTasks, type TaskCounts } from "../../hub/task-counts.ts";
import type { Checkout, HooksState } from "../../ledger/checkouts.ts";
import { isAsking } from "../../ledger/trusts.ts";
import { latestRuns } from "../../ledger/runs.ts";
import type { Context } from "../context.ts";
import { hooksState } from "../install/hook-health.ts";

/** One checkout in the document of `status --json`. */
export type CheckoutStatus = {
  slug: string;
  path: string;
  branch: string | null;
  upstream: string | null;
  ahead: number | null;
  behind: number | null;
  /** Null where git cannot read the checkout; `problem` says why. */
  dirty: boolean | null;
  operation: string | null;
  paused_until: string | null;
  hooks: HooksState;
  last_state_synced_at: string | null;
  last_pushed_at: string | null;
  last_pulled_at: string | null;
  freshness: Freshness;
  last_run: RunDocument | null;
  /** Null while the hub does not answer. */
  tasks: TaskCounts | null;
  open_conflicts: number | null;
  /** The gravest thing that is wrong, and what mends it; null where all is well. */
  problem: Problem | null;
};

export type RunDocument = {
  trigger: RunRecord["trigger"];
  outcome: RunRecord["outcome"];
  reason: string | null;
  started_at: string;
  duration_ms: number;
  steps: {
    name: string;
    outcome: Outcome;
    detail: string | null;
    duration_ms: number;
    output?: string;
  }[];
};

/** A checkout, and the name by which commands take it. */
export type Subject = { checkout: Checkout; name: string };

/** Looks at one checkout: git's state, its hooks and its last run; never throws for what is wrong with it. */
export async function checkoutStatus(
  ctx: Context,
  subject: Subject,
  hub: HubSummary | null,
): Promise<CheckoutStatus> {
  const { checkout } = subject;
  const [seen, hooks] = await Promise.all([look(ctx, checkout), lookAtHooks(ctx, checkout)]);
  return statusOf(ctx, subject, hub, seen, hooks);
}

/** What the registry, the last run and the hub tell of a checkout, without asking git: enough for totals. */
export function rememberedStatus(
  ctx: Context,
  subject: Subject,
  hub: HubSummary | null,
): CheckoutStatus {
  const { checkout } = subject;
  const seen = { survey: unseen, unreadable: goneWords(checkout) };
  return statusOf(ctx, subject, hub, seen, checkout.hooksState);
}

function statusOf(
  ctx: Context,
  { checkout, name }: Subject,
  hub: HubSummary | null,
  seen: Look,
  hooks: HooksState,
): CheckoutStatus {
  const now = ctx.clock.now();
  const run = latestRuns(ctx.ledger(), checkout.id, 1)[0] ?? null;
  const paused = checkout.pausedUntil !== null && new Date(checkout.pausedUntil) > now;
  const fresh = freshness(checkout.lastStateSyncedAt, now);
  const openConflicts = hub ? (hub.openConflicts.get(checkout.repoId) ?? 0) : null;
  return {
    slug: checkout.slug,
    path: checkout.path,
    ...seen.survey,
    paused_until: paused ? checkout.pausedUntil : null,
    hooks,
    last_state_synced_at: checkout.lastStateSyncedAt,
    last_pushed_at: checkout.lastPushedAt,
    last_pulled_at: checkout.lastPulledAt,
    freshness: fresh,
    last_run: run && runDocument(run),
    tasks: hub ? (hub.tasks.get(checkout.repoId) ?? noTasks()) : null,
    open_conflicts: openConflicts,
    problem: problemOf({
      name,
      path: checkout.path,
      unreadable: seen.unreadable,
      branch: seen.survey.branch,
      operation: seen.survey.operation,
      ahead: seen.survey.ahead,
      paused,
      hooks,
      freshness: fresh,
      lastRun: run && { ...run, detail: decidingStep(run.steps)?.detail ?? null },
      openConflicts: openConflicts ?? 0,
      untrusted: hasUntrusted(ctx, checkout, run),
    }),
  };
}

/** The last run met commands that nobody has agreed to since. */
const hasUntrusted = (ctx: Context, checkout: Checkout, run: RunRecord | null) =>
  run !== null &&
  run.steps.some(({ name }) => name === "trust") &&
  isAsking(ctx.ledger(), checkout);

type Look = {
  survey: Omit<Survey, "dirty"> & { dirty: boolean | null };
  unreadable: string | null;
};

const unseen: Look["survey"] = {
  branch: null,
  upstream: null,
  ahead: null,
  behind: null,
  dirty: null,
  operation: null,
};

async function look(ctx: Context, checkout: Checkout): Promise<Look> {
  const gone = goneWords(checkout);
  if (gone !== null) return { survey: unseen, unreadable: gone };
  try {
    return { survey: await survey(checkout, ctx.env), unreadable: null };
  } catch (error) {
    return { survey: unseen, unreadable: toSyncError(error).message };
  }
}

const goneWords = ({ path }: Checkout) =>
  existsSync(path) ? null : `${path} is gone or was moved`;

/** The hooks as they are now; as the ledger last knew them where they cannot be looked at (the checkout is gone). */
async function lookAtHooks(ctx: Context, checkout: Checkout): Promise<HooksState> {
  if (!existsSync(checkout.path)) return checkout.hooksState;
  try {
    return await hooksState(ctx, checkout);
  } catch {
    return checkout.hooksState; // git cannot read the checkout: `problem` says so.
  }
}

function runDocument(run: RunRecord): RunDocument {
  return {
    trigger: run.trigger,
    outcome: run.outcome,
    reason: run.reason,
    started_at: run.startedAt,
    duration_ms: run.durationMs,
    steps: run.steps.map((step) => ({
      name: step.name,
      outcome: step.outcome,
      detail: step.detail,
      duration_ms: step.durationMs,
      ...(step.output !== undefined && { output: step.output }),
    })),
  };
}
