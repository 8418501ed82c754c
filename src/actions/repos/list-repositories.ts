import { freshness, type Freshness } from "../../core/freshness.ts";
import { listRepos } from "../../hub/repos.ts";
import { readHubSummary } from "../../hub/summary.ts";
import { noTasks, type TaskCounts } from "../../hub/task-counts.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** A repository of the hub in short: snake_case keys, RFC 3339 UTC times. */
export type RepositorySummary = {
  slug: string;
  default_branch: string | null;
  last_state_synced_at: string | null;
  freshness: Freshness;
  tasks: TaskCounts;
  open_conflicts: number;
  /** Where this machine has it checked out. */
  paths: string[];
};

/** Every repository that the hub knows, by slug, also those that lie on other machines alone. */
export async function listRepositories(ctx: Context): Promise<RepositorySummary[]> {
  const hub = await ctx.hub();
  const [repos, summary] = [await listRepos(hub), await readHubSummary(hub)];
  const checkouts = listCheckouts(ctx.ledger());
  const now = ctx.clock.now();
  return repos.map(({ id, slug, default_branch, last_state_synced_at }) => ({
    slug,
    default_branch,
    last_state_synced_at,
    freshness: freshness(last_state_synced_at, now),
    tasks: summary.tasks.get(id) ?? noTasks(),
    open_conflicts: summary.openConflicts.get(id) ?? 0,
    paths: checkouts.filter(({ repoId }) => repoId === id).map(({ path }) => path),
  }));
}
