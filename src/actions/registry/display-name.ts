import type { Checkout } from "../../ledger/checkouts.ts";
import { checkoutName } from "./select-checkouts.ts";

/** The shortest name that commands take: the slug where it has one checkout here, else `slug@folder`. */
export function displayName(checkout: Checkout, registered: readonly Checkout[]): string {
  const twins = registered.filter(({ slug }) => slug === checkout.slug);
  return twins.length > 1 ? checkoutName(checkout) : checkout.slug;
}
