import { SyncError } from "../core/errors.ts";
import type { Context } from "./context.ts";
import { lockMachine } from "./machine-lock.ts";

const lockWaitMs = 10_000;

/**
 * Does the work while no other process changes the same thing: two at once would mix their reads and writes. A plan
 * writes nothing and waits for nobody. Throws `locked` where another one takes longer than ten seconds.
 */
export async function changeAlone<T>(
  ctx: Context,
  what: "service" | "timer",
  mode: "apply" | "plan",
  work: () => Promise<T>,
): Promise<T> {
  if (mode === "plan") return work();
  const lock = await lockMachine(ctx, what, lockWaitMs);
  if (lock === null)
    throw new SyncError("locked", `another sync-hooks is changing the ${what}`, {
      hint: "wait for it, then run the command again",
    });
  try {
    return await work();
  } finally {
    lock.release();
  }
}
