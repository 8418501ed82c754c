import type { Ledger } from "./open.ts";

/** The validated config kept for a checkout, or null where its files' identity has changed since. */
export function cachedConfig(ledger: Ledger, checkoutPath: string, identity: string): unknown {
  const row = ledger.db
    .prepare("SELECT config FROM config_cache WHERE checkout_path = ? AND identity = ?")
    .get(checkoutPath, identity) as { config: string } | undefined;
  return row === undefined ? null : JSON.parse(row.config);
}

export function keepConfig(
  ledger: Ledger,
  checkoutPath: string,
  identity: string,
  config: unknown,
): void {
  ledger.db
    .prepare(
      "INSERT INTO config_cache (checkout_path, identity, config) VALUES (?, ?, ?) ON CONFLICT (checkout_path) DO UPDATE SET identity = excluded.identity, config = excluded.config",
    )
    .run(checkoutPath, identity, JSON.stringify(config));
}
