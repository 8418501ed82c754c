import { SyncError, toSyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { pulse } from "./pulse.ts";

/** Whether the stores answer; `error` says why not, with its mend. */
export type HubHealth = { online: boolean; error: { message: string; hint: string | null } | null };

/** Asks both stores. Never throws for one that does not answer. */
export async function hubHealth(ctx: Context): Promise<HubHealth> {
  try {
    await pulse(ctx);
    return { online: true, error: null };
  } catch (thrown) {
    const { code, message, hint } = toSyncError(thrown) satisfies SyncError;
    if (code === "internal") throw thrown;
    return { online: false, error: { message, hint } };
  }
}
