import { SyncError } from "../../core/errors.ts";
import { knownUpTo } from "../../core/restores.ts";
import type { HubMoment } from "../../hub/dialect.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { HubSeen } from "../../ledger/hub-seen.ts";

/** In what the hub is not the one that was met last, or is an older state of it; null where it is the same. */
export function hubMismatch(
  hub: Pick<Hub, "id">,
  seen: HubSeen,
  { change, restores }: HubMoment,
): string | null {
  if (hub.id !== seen.hubId) return "is another one than at the last sync";
  if (change < seen.change)
    return `is older than at the last sync (change ${change}, seen ${seen.change})`;
  // Others have written so much since that the number alone tells nothing.
  const known = knownUpTo(restores, seen.restore);
  // A program before this one notes no more than the change number.
  const met = Math.max(seen.latest, seen.change);
  if (known < met)
    return `was put back to an older state than at the last sync (change ${known}, seen ${met})`;
  return null;
}

/**
 * A hub that is not the one last met, or that is older than it was, would take the files' old state for
 * news. Throws `store`.
 */
export function requireSameHub(
  hub: Hub,
  { seen, moment, checkout }: { seen: HubSeen; moment: HubMoment; checkout: Checkout },
): void {
  const what = hubMismatch(hub, seen, moment);
  if (what === null) return;
  throw new SyncError("store", `the hub ${hub.place} ${what}; ${checkout.slug} is not reconciled`, {
    hint: `put the newest hub back, or say which side leads: ${adoptCommand(checkout.slug)}`,
  });
}

/** The mend: `ask` overwrites nothing. */
export const adoptCommand = (name: string): string =>
  `sync-hooks hub adopt ${name} --lead ask (or markdown, or hub)`;
