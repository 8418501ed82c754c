import type { Checkout } from "../../ledger/checkouts.ts";
import { updateCheckout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** The end of a pause that only `resume` ends. */
export const withoutEnd = "9999-12-31T23:59:59Z";

/** Leaves the checkouts alone for `forMs` milliseconds, or until they are resumed (null). Gives the pause's end. */
export function pause(
  context: Context,
  checkouts: readonly Checkout[],
  forMs: number | null,
): string {
  const until =
    forMs === null ? withoutEnd : new Date(context.clock.now().getTime() + forMs).toISOString();
  setPause(context, checkouts, until);
  return until;
}

/** Ends the pause of the checkouts; one that is not paused stays as it is. */
export function resume(context: Context, checkouts: readonly Checkout[]): void {
  setPause(context, checkouts, null);
}

function setPause(
  context: Context,
  checkouts: readonly Checkout[],
  pausedUntil: string | null,
): void {
  for (const { id } of checkouts) updateCheckout(context.ledger(), id, { pausedUntil });
}
