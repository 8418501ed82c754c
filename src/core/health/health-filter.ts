import type { RepoHealth } from "./repo-health.ts";

/**
 * What a list of repositories can be narrowed to. A repository may be several of these at once: failing, and fresh.
 */
export const healthFilters = [
  "failing",
  "warning",
  "conflicts",
  "paused",
  "stale",
  "never",
  "aging",
  "fresh",
] as const;
export type HealthFilter = (typeof healthFilters)[number];

type Seen = Pick<RepoHealth, "freshness" | "problem" | "open_conflicts" | "checkouts">;

const passes = {
  failing: ({ problem }) => problem?.severity === "bad",
  warning: ({ problem }) => problem?.severity === "warn",
  conflicts: ({ open_conflicts: count }) => count > 0,
  paused: ({ checkouts }) => checkouts.some(({ paused_until: until }) => until !== null),
  stale: ({ freshness }) => freshness === "stale",
  never: ({ freshness }) => freshness === "never",
  aging: ({ freshness }) => freshness === "aging",
  fresh: ({ freshness }) => freshness === "fresh",
} as const satisfies Record<HealthFilter, (repo: Seen) => boolean>;

export const isIn = (filter: HealthFilter, repo: Seen): boolean => passes[filter](repo);

/** How many repositories pass each filter. */
export function countByFilter(repos: readonly Seen[]): Record<HealthFilter, number> {
  const none = healthFilters.map((filter) => [filter, 0] as const);
  const counts = Object.fromEntries(none) as Record<HealthFilter, number>;
  for (const repo of repos)
    for (const filter of healthFilters) if (isIn(filter, repo)) counts[filter] += 1;
  return counts;
}

/** Whether the words occur in what names the repository: slug, remote, machines, paths. Case does not count. */
export function isNamed(
  words: string,
  repo: Pick<RepoHealth, "slug" | "remote_key" | "checkouts">,
): boolean {
  const names = [repo.slug, repo.remote_key ?? "", ...repo.checkouts.flatMap(placeOf)];
  const text = names.join("\n").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const placeOf = ({ machine, path }: { machine: string; path: string }) => [machine, path];
