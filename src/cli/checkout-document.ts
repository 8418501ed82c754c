import type { list } from "../actions/registry/list.ts";

type Checkout = Omit<ReturnType<typeof list>[number], "place">;

/** A registered checkout as `--json` shows it. */
export function checkoutDocument(checkout: Checkout) {
  return {
    slug: checkout.slug,
    path: checkout.path,
    remote: checkout.remoteKey,
    hooks: checkout.hooksState,
    paused_until: checkout.pausedUntil,
    registered_at: checkout.registeredAt,
    last_state_synced_at: checkout.lastStateSyncedAt,
    last_pushed_at: checkout.lastPushedAt,
    last_pulled_at: checkout.lastPulledAt,
  };
}
