import { existsSync } from "node:fs";
import { removeCheckout, type Checkout } from "../ledger/checkouts.ts";
import type { Context } from "./context.ts";
import { uninstall } from "./uninstall.ts";

/**
 * Takes the hooks out of the checkouts and forgets them on this machine, with their history; the hub keeps
 * what it knows. Throws as `uninstall` does, and then that checkout stays registered.
 */
export async function remove(context: Context, checkouts: readonly Checkout[]): Promise<void> {
  for (const checkout of checkouts) {
    if (existsSync(checkout.gitDir)) await uninstall(context, checkout, { mode: "apply" });
    removeCheckout(context.ledger(), checkout.id);
  }
}
