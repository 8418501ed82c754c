import { SyncError } from "../../core/errors.ts";
import { knownUpTo, lastRestore } from "../../core/restores.ts";
import type { HubMoment } from "../../hub/dialect.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { HubSeen } from "../../ledger/hub-seen.ts";
import type { Scope } from "./scope.ts";

/** In what the hub is not the one that was met last, or is an older state of it; null where it is the same. */
export function hubMismatch(
  hub: Pick<Hub, "id">,
  seen: HubSeen,
  { latest, restores }: HubMoment,
): string | null {
  if (hub.id !== seen.hubId) return "is another one than at the last sync";
  if (latest < seen.latest)
    return `is older than at the last sync (change ${latest}, seen ${seen.latest})`;
  // Others have written so much since that the number alone tells nothing.
  const known = knownUpTo(restores, seen.restore);
  if (known < seen.latest)
    return `was put back to an older state than at the last sync (change ${known}, seen ${seen.latest})`;
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

/**
 * The number up to which rows can have been read or written by now; asked before a file or a base follows them. Those
 * of a hub that was put back since it was found to be the same may be older than the file. Throws `offline`.
 */
export async function latestRead({ hub, checkout, restore }: Scope): Promise<number> {
  const { latest, restores } = await hub.read(hub.dialect.moment);
  if (lastRestore(restores) === restore) return latest;
  const what = `the hub ${hub.place} was put back while ${checkout.slug} was reconciled`;
  throw new SyncError("offline", what, { hint: "the next sync tries again" });
}

/** The mend: `ask` overwrites nothing. */
export const adoptCommand = (name: string): string =>
  `sync-hooks hub adopt ${name} --lead ask (or markdown, or hub)`;
