import { removeCheckout, type Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";

/** Forgets the checkouts on this machine, with their history; the hub keeps what it knows. */
export async function remove(context: Context, checkouts: readonly Checkout[]): Promise<void> {
  for (const { id } of checkouts) removeCheckout(context.ledger(), id);
}
