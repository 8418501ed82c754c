import { z } from "@hono/zod-openapi";
import { healthFilters } from "../../core/health/health-filter.ts";
import type { RepoHealth } from "../../core/health/repo-health.ts";
import { outcomes } from "../../core/outcome.ts";
import { severities } from "../../core/problem.ts";
import { statuses } from "../../core/tasks/task.ts";

export const time = z.string().openapi({ format: "date-time" });

export const slugParams = z.strictObject({
  slug: z.string().min(1).max(200).openapi({ example: "api" }),
});

const outcome = z.enum(outcomes).openapi("Outcome");

const problem = z
  .object({ severity: z.enum(severities), what: z.string(), mend: z.string().nullable() })
  .openapi("RepoProblem", { description: "What is wrong, and the command that mends it." });

const checkout = z
  .object({
    machine: z.string(),
    path: z.string(),
    here: z.boolean(),
    outcome: outcome.nullable(),
    last_run_at: time.nullable(),
    hooks: z.enum(["installed", "missing", "drifted", "foreign"]).nullable(),
    paused_until: time.nullable(),
    problem: problem.nullable(),
  })
  .openapi("Checkout");

const counts = z.object(
  Object.fromEntries(statuses.map((status) => [status, z.int()])) as Record<
    (typeof statuses)[number],
    z.ZodInt
  >,
);

export const repoSchema = z
  .object({
    slug: z.string(),
    remote_key: z.string().nullable(),
    default_branch: z.string().nullable(),
    last_state_synced_at: time.nullable(),
    last_pushed_at: time.nullable(),
    last_pulled_at: time.nullable(),
    freshness: z.enum(["fresh", "aging", "stale", "never"]),
    problem: problem.nullable(),
    checkouts: z.array(checkout),
    tasks: counts,
    open_conflicts: z.int(),
    recent_syncs: z.array(z.object({ at: time, outcome, duration_ms: z.int().nullable() })),
  })
  .openapi("Repo") satisfies z.ZodType<RepoHealth>;

export const totalsSchema = z
  .object({
    all: z.int(),
    ...(Object.fromEntries(healthFilters.map((filter) => [filter, z.int()])) as Record<
      (typeof healthFilters)[number],
      z.ZodInt
    >),
  })
  .openapi("Totals", { description: "Of every repository, whatever the filter." });
