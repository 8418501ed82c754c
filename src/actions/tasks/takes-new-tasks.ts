import { listCheckouts } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/** Whether a checkout of this machine appends the repository's new tasks to their files. */
export async function takesNewTasks(ctx: Context, slug: string): Promise<boolean> {
  for (const checkout of listCheckouts(ctx.ledger())) {
    if (checkout.slug !== slug) continue;
    const { tasks } = await ctx.config(checkout.path);
    if (tasks.create_in_markdown) return true;
  }
  return false;
}
