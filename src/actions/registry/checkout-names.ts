import { existsSync } from "node:fs";
import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { displayName } from "./display-name.ts";

/** The name by which commands take each registered checkout, from the ledger alone; a fresh home gets no ledger. */
export function checkoutNames(ctx: Context): string[] {
  if (!existsSync(ctx.directories.ledgerFile)) return [];
  const registered = listCheckouts(ctx.ledger());
  return registered.map((checkout) => displayName(checkout, registered));
}
