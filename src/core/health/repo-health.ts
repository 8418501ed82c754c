import type { Freshness } from "../freshness.ts";
import type { Outcome } from "../outcome.ts";
import type { Problem } from "../problem.ts";
import type { Status } from "../tasks/task.ts";

/** One repository over all machines, as the API and the dashboard show it: snake_case keys, RFC 3339 UTC times. */
export type RepoHealth = {
  slug: string;
  remote_key: string | null;
  default_branch: string | null;
  last_state_synced_at: string | null;
  last_pushed_at: string | null;
  last_pulled_at: string | null;
  freshness: Freshness;
  /** The gravest thing that is wrong on any machine, and what mends it. */
  problem: Problem | null;
  /** This machine's first, then by machine and path. */
  checkouts: CheckoutHealth[];
  tasks: Record<Status, number>;
  open_conflicts: number;
  /** Oldest first, a dozen at most. */
  recent_syncs: RecentSync[];
};

export type CheckoutHealth = {
  machine: string;
  path: string;
  /** It lies on the machine that answers. */
  here: boolean;
  outcome: Outcome | null;
  /** Null where it never ran. */
  last_run_at: string | null;
  /** What only its own machine knows. */
  hooks: "installed" | "missing" | "drifted" | "foreign" | null;
  paused_until: string | null;
  problem: Problem | null;
};

export type RecentSync = { at: string; outcome: Outcome; duration_ms: number | null };

/** So many recent syncs are shown. */
export const shownSyncs = 12;
