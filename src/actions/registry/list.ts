import { existsSync } from "node:fs";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** A registered checkout, and whether its git directory is still where it was. */
export type ListEntry = Checkout & { place: "there" | "gone" };

/** Every checkout that this machine has registered, by slug and path. */
export function list(context: Context): ListEntry[] {
  return listCheckouts(context.ledger()).map((checkout) => ({
    ...checkout,
    place: existsSync(checkout.gitDir) ? "there" : "gone",
  }));
}
