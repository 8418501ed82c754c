import type { RepoHealth } from "../../core/health/repo-health.ts";

/** Repositories by slug, each as the text that was told last. */
export type Told = ReadonlyMap<string, string>;

export type RepoChanges = { told: Told; changed: readonly RepoHealth[]; gone: readonly string[] };

/** What is another one since it was told. */
export function repoChanges(before: Told, repos: readonly RepoHealth[]): RepoChanges {
  const told = new Map(repos.map((repo) => [repo.slug, JSON.stringify(repo)] as const));
  return {
    told,
    changed: repos.filter(({ slug }) => told.get(slug) !== before.get(slug)),
    gone: [...before.keys()].filter((slug) => !told.has(slug)),
  };
}
