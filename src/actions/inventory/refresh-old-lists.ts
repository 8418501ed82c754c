import { toSyncError } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import type { Context } from "../context.ts";
import { forges } from "./forge-accounts.ts";
import { isTryOld } from "./list-age.ts";

/** Lists the forges that were not asked within the last hour, as a sweep does beside its work. Never rejects. */
export async function refreshOldLists(ctx: Context): Promise<void> {
  try {
    const all = await forges(ctx);
    if (all.length === 0) return;
    const [{ refreshForges }, { readForges }] = await Promise.all([
      import("./refresh.ts"),
      import("../../hub/forge-repos.ts"),
    ]);
    const hub = await ctx.hub();
    const kept = await hub.read((db) => readForges(db));
    const now = ctx.clock.now();
    await refreshForges(
      ctx,
      all.filter(({ name }) => isTryOld(kept, name, now)),
    );
  } catch (thrown) {
    ctx.log.write("WARN", "inventory", redact(toSyncError(thrown).message));
  }
}
