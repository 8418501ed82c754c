import type { Hub, HubDb, Statement } from "./hub.ts";
import { quietSyncs } from "./sync-log.ts";

const columns = {
  lastStateSyncedAt: "last_state_synced_at",
  lastPushedAt: "last_pushed_at",
  lastPulledAt: "last_pulled_at",
} as const;

/** Statements that set the given times; an earlier time than the one that stands, from a slower run, is ignored. */
export function stampRepo(
  db: HubDb,
  repoId: string,
  times: { [K in keyof typeof columns]?: string },
): Statement[] {
  return (Object.keys(columns) as (keyof typeof columns)[]).flatMap((key) => {
    const at = times[key];
    if (at === undefined) return [];
    const column = columns[key];
    return db
      .updateTable("repos")
      .set({ [column]: at })
      .where("id", "=", repoId)
      .where((where) => where.or([where(column, "is", null), where(column, "<", at)]));
  });
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
export function recordCheckouts(db: HubDb, ends: readonly CheckoutEnd[]): Statement[] {
  if (ends.length === 0) return [];
  const rows = ends.map(({ repoId, machine, path, outcome, reason, detail, at }) => ({
    repo_id: repoId,
    machine,
    path,
    last_outcome: outcome,
    last_reason: reason,
    last_detail: detail,
    last_run_at: at,
  }));
  const statement = db
    .insertInto("checkouts")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["machine", "path"])
        .doUpdateSet((row) => ({
          repo_id: row.ref("excluded.repo_id"),
          last_outcome: row.ref("excluded.last_outcome"),
          last_reason: row.ref("excluded.last_reason"),
          last_detail: row.ref("excluded.last_detail"),
          last_run_at: row.ref("excluded.last_run_at"),
        }))
        .whereRef("excluded.last_run_at", ">=", "checkouts.last_run_at"),
    );
  return [statement];
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
  await hub.note((db) => [
    ...ordered.flatMap(({ repoId, times }) => stampRepo(db, repoId, times)),
    ...quietSyncs(
      db,
      ordered.filter(({ quiet }) => quiet),
    ),
    ...recordCheckouts(
      db,
      [...latest.values()].map(({ times: _times, quiet: _quiet, ...end }) => end),
    ),
  ]);
}
