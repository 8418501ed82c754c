import { usualFolder } from "../../core/inventory/usual-folder.ts";
import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** Where a listed repository is cloned to by a door that does not ask: beside the other checkouts, or null. */
export function cloneFolder(ctx: Context): string | null {
  return usualFolder(listCheckouts(ctx.ledger()).map(({ path }) => path));
}
