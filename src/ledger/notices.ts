import { noNotice, type Notice } from "../core/notice.ts";
import type { Ledger } from "./open.ts";

export function lastNotice(ledger: Ledger, checkoutId: number): Notice {
  const [row] = ledger.db
    .prepare("SELECT state, told, at FROM notices WHERE checkout_id = ?")
    .all(checkoutId) as Notice[];
  return row ? { state: row.state, told: row.told, at: row.at } : noNotice;
}

export function keepNotice(ledger: Ledger, checkoutId: number, notice: Notice): void {
  ledger.db
    .prepare(
      `INSERT INTO notices (checkout_id, state, told, at) VALUES (?, ?, ?, ?)
       ON CONFLICT (checkout_id) DO UPDATE SET state = excluded.state, told = excluded.told, at = excluded.at`,
    )
    .run(checkoutId, notice.state, notice.told, notice.at);
}
