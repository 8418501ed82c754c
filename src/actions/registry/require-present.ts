import { existsSync } from "node:fs";
import { SyncError } from "../../core/errors.ts";
import { shellWord } from "../../core/shell-word.ts";
import type { Checkout } from "../../ledger/checkouts.ts";

/** Throws `not-a-repo` where the checkout's folder or git directory has gone. */
export function requirePresent(checkout: Checkout): void {
  const missing = [checkout.path, checkout.gitDir].find((path) => !existsSync(path));
  if (missing !== undefined)
    throw new SyncError("not-a-repo", `${missing} is gone`, {
      hint: `if it moved, run: sync-hooks add NEW-PATH; else: sync-hooks remove ${shellWord(checkout.path)}`,
    });
}
