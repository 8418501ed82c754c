import sql, { bulk, join, raw } from "sql-template-tag";
import type { Hub } from "./hub.ts";
import type { Statement } from "./statement.ts";
import { quietSyncs } from "./sync-log.ts";

const columns = {
  lastStateSyncedAt: "last_state_synced_at",
  lastPushedAt: "last_pushed_at",
  lastPulledAt: "last_pulled_at",
} as const;

/** Statements that set the given times; an earlier time than the one that stands, from a slower run, is ignored. */
export function stampRepo(
  repoId: string,
  times: { [K in keyof typeof columns]?: string },
): Statement[] {
  const given = (Object.keys(columns) as (keyof typeof columns)[]).flatMap((key) => {
    const at = times[key];
    return at === undefined ? [] : [{ column: raw(columns[key]), at }];
  });
  if (given.length === 0) return [];
  const latest = given.map(
    ({ column, at }) => sql`${column} = CASE WHEN ${column} >= ${at} THEN ${column} ELSE ${at} END`,
  );
  const isLater = given.map(({ column, at }) => sql`${column} IS NULL OR ${column} < ${at}`);
  return [
    sql`UPDATE repos SET ${join(latest)} WHERE id = ${repoId} AND (${join(isLater, " OR ")})`,
  ];
}

/** How a checkout's last run ended, on which machine. */
export type CheckoutEnd = {
  repoId: string;
  machine: string;
  path: string;
  outcome: string;
  reason: string | null;
  detail: string | null;
  at: string;
};

/**
 * Statements that keep the last outcome of checkouts, none of them twice, so that a team sees every machine. One that is
 * older than what stands is ignored: a sweep tells of many at once, and a hook may have been quicker.
 */
export function recordCheckouts(ends: readonly CheckoutEnd[]): Statement[] {
  if (ends.length === 0) return [];
  const rows = ends.map(({ repoId, machine, path, outcome, reason, detail, at }) => [
    repoId,
    machine,
    path,
    outcome,
    reason,
    detail,
    at,
  ]);
  return [
    sql`INSERT INTO checkouts
      (repo_id, machine, path, last_outcome, last_reason, last_detail, last_run_at)
      VALUES ${bulk(rows)}
      ON CONFLICT (machine, path) DO UPDATE SET repo_id = excluded.repo_id,
        last_outcome = excluded.last_outcome, last_reason = excluded.last_reason,
        last_detail = excluded.last_detail, last_run_at = excluded.last_run_at
      WHERE excluded.last_run_at >= checkouts.last_run_at`,
  ];
}

/** How a run of this machine ended, and which of its repository's times it moved. */
export type Stamp = CheckoutEnd & {
  times: { [K in keyof typeof columns]?: string };
  /** Tasks were reconciled, and nothing had to move. */
  quiet: boolean;
};

/** Writes the stamps, oldest first for each checkout, in one transaction. Throws `store` or `offline`. */
export async function writeStamps(hub: Hub, stamps: readonly Stamp[]): Promise<void> {
  // Two machines that stamp the same repositories meet them in the same order, so that neither waits for the other.
  const ordered = stamps.toSorted((one, other) => (one.repoId < other.repoId ? -1 : 1));
  const latest = new Map(stamps.map((stamp) => [stamp.path, stamp]));
  await hub.note([
    ...ordered.flatMap(({ repoId, times }) => stampRepo(repoId, times)),
    ...quietSyncs(ordered.filter(({ quiet }) => quiet)),
    ...recordCheckouts([...latest.values()]),
  ]);
}
