import type { Policy } from "../core/tasks/merge.ts";
import type { Ledger } from "./open.ts";

/** The hub as a branch of a checkout last saw it. */
export type HubSeen = {
  hubId: string;
  /** The change number up to which the hub's tasks have been looked at. */
  change: number;
  /** The number of the latest write that can have been read. */
  latest: number;
  /** The id of the hub's last restore; null: it had none. */
  restore: string | null;
  /** The commit that HEAD named then: all zeroes before the first one, null where nobody has looked. */
  head: string | null;
  /** Changes whenever the list of task files could; null where it was too fresh to be trusted later. */
  listing: string | null;
  /** What every file known then was given, as bits: 1 hub ids, 2 tasks of the hub, 4 a status of its own. */
  tended: number;
  /** The patterns by which the known files were found, as JSON; null: not every file need be known. */
  patterns: string | null;
  /** Which side leads at the first reconcile with an adopted hub; null once that is done. */
  lead: Policy | null;
};

export function hubSeen(ledger: Ledger, checkoutId: number, branch: string): HubSeen | null {
  const row = ledger.db
    .prepare(
      "SELECT hub_id AS hubId, change, latest, head, listing, tended, lead, patterns, restore FROM hub_seen WHERE checkout_id = ? AND branch = ?",
    )
    .all(checkoutId, branch)[0];
  return (row as HubSeen | undefined) ?? null;
}

export function keepHubSeen(
  ledger: Ledger,
  checkoutId: number,
  branch: string,
  seen: HubSeen,
): void {
  ledger.db
    .prepare(
      `INSERT INTO hub_seen (checkout_id, branch, hub_id, change, latest, head, listing, tended, lead, patterns, restore)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET hub_id = excluded.hub_id, change = excluded.change, latest = excluded.latest,
          head = excluded.head, listing = excluded.listing, tended = excluded.tended, lead = excluded.lead,
          patterns = excluded.patterns, restore = excluded.restore`,
    )
    .run(
      checkoutId,
      branch,
      seen.hubId,
      seen.change,
      seen.latest,
      seen.head,
      seen.listing,
      seen.tended,
      seen.lead,
      seen.patterns,
      seen.restore,
    );
}

/**
 * Notes, with the first base that follows it, that a hub was met which had come as far as this: whatever becomes of the
 * run. The caller holds the transaction.
 */
export function noteMet(
  ledger: Ledger,
  scope: { checkoutId: number; branch: string; hubId: string; restore: string | null },
  latest: number,
): void {
  ledger.db
    .prepare(
      `INSERT INTO hub_seen (checkout_id, branch, hub_id, change, latest, restore) VALUES (?, ?, ?, 0, ?, ?)
        ON CONFLICT DO UPDATE SET latest = max(latest, excluded.latest), restore = excluded.restore`,
    )
    .run(scope.checkoutId, scope.branch, scope.hubId, latest, scope.restore);
}

/** The branches of a checkout on which it has met a hub. */
export function branchesSeen(ledger: Ledger, checkoutId: number): string[] {
  const rows = ledger.db
    .prepare("SELECT branch FROM hub_seen WHERE checkout_id = ? ORDER BY branch")
    .all(checkoutId) as { branch: string }[];
  return rows.map(({ branch }) => branch);
}
