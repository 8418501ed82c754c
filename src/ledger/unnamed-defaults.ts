import type { Checkout } from "./checkouts.ts";
import type { Ledger } from "./open.ts";

/** Whether the repository's remote was asked for its default branch, and names none. */
export function namesNoDefault(ledger: Ledger, checkout: Checkout): boolean {
  return (
    ledger.db
      .prepare("SELECT 1 FROM unnamed_defaults WHERE common_dir = ? AND remote_key = ?")
      .all(checkout.commonDir, checkout.remoteKey ?? "").length > 0
  );
}

/** Remembers that; registering the checkout under another remote asks again. */
export function rememberUnnamedDefault(ledger: Ledger, checkout: Checkout): void {
  ledger.db
    .prepare("INSERT OR IGNORE INTO unnamed_defaults (common_dir, remote_key) VALUES (?, ?)")
    .run(checkout.commonDir, checkout.remoteKey ?? "");
}
