import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { waitForLock, type Lock } from "../system/lock.ts";
import type { Context } from "./context.ts";

/** What only one process of this user's may do at a time on this machine. */
export type MachineLock = "steps" | "sweep" | "timer";

/** Takes the lock in the state directory, which a fresh home has not yet; null where another process holds it for `limitMs`. */
export function lockMachine(
  ctx: Context,
  name: MachineLock,
  limitMs: number,
): Promise<Lock | null> {
  const { state } = ctx.directories;
  mkdirSync(state, { recursive: true, mode: 0o700 });
  return waitForLock(join(state, `lock-${name}`), limitMs);
}
