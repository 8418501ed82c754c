import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { tryLock, waitForLock, type Lock } from "../system/lock.ts";
import type { Context } from "./context.ts";

/** What only one process of this user's may do at a time on this machine. */
export type MachineLock = "service" | "steps" | "sweep" | "timer" | "watch";

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

/** Whether somebody holds the lock now. It is held for a moment where nobody does; nothing is made in a fresh home. */
export function isLocked({ directories }: Context, name: MachineLock): boolean {
  const file = join(directories.state, `lock-${name}`);
  if (!existsSync(file)) return false;
  const lock = tryLock(file);
  lock?.release();
  return lock === null;
}
