import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { checkoutName } from "./select-checkouts.ts";

/** The shortest name that commands take: the slug where it has one checkout here, else `slug@folder`. */
export function displayName(checkout: Checkout, registered: readonly Checkout[]): string {
  const twins = registered.filter(({ slug }) => slug === checkout.slug);
  return twins.length > 1 ? checkoutName(checkout) : checkout.slug;
}

/** The names of many checkouts, by the registry as it is at the first of them. */
export function displayNames(ctx: Context): (checkout: Checkout) => string {
  let registered: Checkout[] | null = null;
  return (checkout) => displayName(checkout, (registered ??= listCheckouts(ctx.ledger())));
}
