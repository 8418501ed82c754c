import type { Ledger } from "./open.ts";

/** The last fetch that went well: of which ref at which URL, and when its forge had last seen a push by then. */
export type LastFetch = { place: string; pushedAt: string; fetchedAt: string };

export function lastFetch(ledger: Ledger, checkoutId: number): LastFetch | null {
  const row = ledger.db
    .prepare("SELECT place, pushed_at, fetched_at FROM fetches WHERE checkout_id = ?")
    .get(checkoutId) as { place: string; pushed_at: string; fetched_at: string } | undefined;
  return row ? { place: row.place, pushedAt: row.pushed_at, fetchedAt: row.fetched_at } : null;
}

export function rememberFetch(ledger: Ledger, checkoutId: number, fetch: LastFetch): void {
  ledger.db
    .prepare(
      "INSERT INTO fetches (checkout_id, place, pushed_at, fetched_at) VALUES (?, ?, ?, ?) ON CONFLICT (checkout_id) DO UPDATE SET place = excluded.place, pushed_at = excluded.pushed_at, fetched_at = excluded.fetched_at",
    )
    .run(checkoutId, fetch.place, fetch.pushedAt, fetch.fetchedAt);
}
