import { SyncError } from "../../core/errors.ts";
import { openContext } from "../open-context.ts";
import { readShare, takeTurns, type Share } from "./read-share.ts";
import type { CheckScope } from "./scope.ts";

/** What a check hands to its threads, which open ledger and hub themselves. */
export type ThreadData = {
  shared: Omit<CheckScope, "ctx" | "hub">;
  cwd: string;
  /** `--config FILE`; null for the user's own file. */
  configFile: string | null;
  paths: readonly string[];
  taken: Int32Array<SharedArrayBuffer>;
};

/** A thread's part of a check, as its one result. Throws `locked` where the config has come to name another hub since the check began. */
export async function* shareInThread(
  data: ThreadData,
  env: NodeJS.ProcessEnv,
): AsyncGenerator<Share, void> {
  const { shared, cwd, configFile, paths, taken } = data;
  const ctx = openContext({ env, cwd, configFile });
  try {
    const hub = await ctx.hub();
    if (hub.id !== shared.basis.hubId)
      throw new SyncError("locked", "the config has come to name another hub meanwhile", {
        hint: "run: sync-hooks check",
      });
    yield await readShare({ ...shared, ctx, hub }, takeTurns(paths, taken));
  } finally {
    await ctx.close();
  }
}
