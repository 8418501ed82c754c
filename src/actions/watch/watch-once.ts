import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { openWork, type Worked } from "./work.ts";

/** Syncs every registered checkout once, as a watcher does that has just been started, and ends. */
export async function watchOnce(
  ctx: Context,
  mode: "apply" | "plan",
  tell: (checkout: Checkout, worked: Worked) => void,
): Promise<void> {
  const work = await openWork(ctx, mode, tell);
  await Promise.all(listCheckouts(ctx.ledger()).map((checkout) => work.start(checkout, "look")));
}
