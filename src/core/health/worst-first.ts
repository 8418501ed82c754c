import type { Freshness } from "../freshness.ts";
import { severities } from "../problem.ts";
import type { RepoHealth } from "./repo-health.ts";

type Ranked = Pick<RepoHealth, "slug" | "freshness" | "problem" | "last_state_synced_at">;

/** The order of the dashboard: what is wrong, then what is old; among equals the older, then by name. */
export function worstFirst(one: Ranked, other: Ranked): number {
  return (
    gravity(one) - gravity(other) ||
    freshnessOrder.indexOf(one.freshness) - freshnessOrder.indexOf(other.freshness) ||
    compare(age(one), age(other)) ||
    compare(one.slug.toLowerCase(), other.slug.toLowerCase())
  );
}

const freshnessOrder: readonly Freshness[] = ["stale", "never", "aging", "fresh"];

const gravity = ({ problem }: Ranked) =>
  problem === null ? severities.length : severities.indexOf(problem.severity);

/** Repositories in order are told apart by name alone: each sync would move them otherwise. */
const age = (repo: Ranked) =>
  repo.problem === null && repo.freshness === "fresh" ? "" : (repo.last_state_synced_at ?? "");

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
