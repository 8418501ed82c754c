import type { Ledger } from "./open.ts";

/** By the forge's id of each repository: its last push, and the remote keys by which it can be reached. */
export type ForgeLook = Record<string, { pushedAt: string | null; keys: string[] }>;

/** What this machine has been told so far under an account (any text that names it); empty where nothing. */
export function forgeLook(ledger: Ledger, account: string): ForgeLook {
  const row = ledger.db.prepare("SELECT repos FROM forge_looks WHERE account = ?").get(account);
  return row === undefined ? {} : (JSON.parse((row as { repos: string }).repos) as ForgeLook);
}

export function keepForgeLook(ledger: Ledger, account: string, look: ForgeLook): void {
  ledger.db
    .prepare(
      "INSERT INTO forge_looks (account, repos) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET repos = excluded.repos",
    )
    .run(account, JSON.stringify(look));
}
