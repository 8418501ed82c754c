import { toSyncError } from "../../core/errors.ts";
import { fileState } from "../../system/file-state.ts";
import type { Context } from "../context.ts";
import { repeat } from "./repeat.ts";
import type { WatchOptions } from "./watch.ts";

const lookMs = 3000;

/** Resolves once the user's config file is another one that can be read, or at `ended`. One that cannot be is told once. */
export async function untilConfigChanges(
  ctx: Context,
  tell: WatchOptions["tell"],
  ended: AbortSignal,
): Promise<void> {
  const identity = () => fileState(ctx.files, ctx.configFile).identity;
  const changed = new AbortController();
  let known = identity();
  await repeat(lookMs, AbortSignal.any([ended, changed.signal]), async () => {
    const now = identity();
    if (now === known) return;
    known = now;
    try {
      await ctx.config(null);
      changed.abort();
    } catch (thrown) {
      tell({ kind: "trouble", slug: "config", error: toSyncError(thrown) });
    }
  });
}
