import { SyncError } from "../../core/errors.ts";
import { isRequested } from "../../git/request-file.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { removeLeftDrafts } from "../../system/drafts.ts";
import { waitForLock } from "../../system/lock.ts";
import type { Context } from "../context.ts";
import { serve } from "./sync.ts";

const patienceMs = 30_000;

/**
 * Does some work in a checkout while no sync can run there, then the sync that somebody asked for meanwhile: who
 * finds the lock held leaves the work to its holder. Throws `locked` where a sync outlasts half a minute.
 */
export async function withLock<T>(
  ctx: Context,
  checkout: Checkout,
  work: () => Promise<T>,
): Promise<T> {
  const files = transientFiles(checkout.gitDir);
  const asked = isRequested(files);
  const lock = await waitForLock(files.lock, patienceMs);
  if (!lock)
    throw new SyncError("locked", `a sync of ${checkout.slug} is running in ${checkout.path}`, {
      hint: "run the command again when it has ended: sync-hooks status shows it",
    });
  let result: T;
  try {
    removeLeftDrafts(files.folder);
    result = await work();
  } finally {
    lock.release();
  }
  if (!asked && isRequested(files)) await serve(ctx, checkout, { trigger: "manual", gitPid: null });
  return result;
}
