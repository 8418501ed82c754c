import { existsSync } from "node:fs";
import { join } from "node:path";
import { networkLockFile } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { waitForLock, type Lock } from "../../system/lock.ts";

/**
 * Two working trees of one repository that fetch at once fail over each other's refs, so they take turns; null
 * where another held the lock for `limitMs`. A repository with one working tree needs no lock beside the
 * checkout's own, which the worker holds already.
 */
export async function lockNetwork(
  { gitDir, commonDir }: Checkout,
  limitMs: number,
): Promise<Lock | null> {
  if (gitDir === commonDir && !existsSync(join(commonDir, "worktrees"))) return { release() {} };
  return waitForLock(networkLockFile(commonDir), limitMs);
}
