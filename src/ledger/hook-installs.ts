import { listByCommonDir, type Checkout } from "./checkouts.ts";
import type { Ledger } from "./open.ts";

/** How a checkout's hooks are installed: files, git's config-defined hooks, or on its owner's word not at all. */
export type HookVia = "file" | "config" | "none";

/** What its owner asked for, so that a sweep can put it right without asking again. */
export type HookInstall = {
  via: HookVia;
  /** `forced`: the owner agreed to lines of ours in files that are tracked or lie outside the repository. */
  consent: "usual" | "forced";
  /** The folder that was written, as the git layer described it (JSON); null without files. */
  directory: string | null;
  /** Changes with every config file that could move the hooks elsewhere. */
  configIdentity: string | null;
  /** Changes with every change of the hook files that were last found whole; null where that was never settled. */
  whole: string | null;
};

/** The record of one checkout, or null where nobody has asked for hooks or against them. */
export function findHookInstall(ledger: Ledger, checkoutId: number): HookInstall | null {
  const rows = ledger.db
    .prepare(
      "SELECT via, consent, directory, config_identity AS configIdentity, whole FROM hook_installs WHERE checkout_id = ?",
    )
    .all(checkoutId) as HookInstall[];
  return rows[0] ?? null;
}

/** Keeps what was installed just now; whether it stays whole is to be found out anew. */
export function keepHookInstall(
  ledger: Ledger,
  checkoutId: number,
  install: Omit<HookInstall, "whole">,
): void {
  ledger.db
    .prepare(
      `INSERT INTO hook_installs (checkout_id, via, consent, directory, config_identity) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (checkout_id) DO UPDATE SET via = excluded.via, consent = excluded.consent,
         directory = excluded.directory, config_identity = excluded.config_identity, whole = NULL`,
    )
    .run(checkoutId, install.via, install.consent, install.directory, install.configIdentity);
}

export function keepWholeHooks(ledger: Ledger, checkoutId: number, whole: string): void {
  ledger.db
    .prepare("UPDATE hook_installs SET whole = ? WHERE checkout_id = ?")
    .run(whole, checkoutId);
}

/**
 * What holds for a checkout: its own record, else that of another working tree of its repository, since
 * they share one folder of hooks. Null where no hooks are wanted.
 */
export function wantedHooks(ledger: Ledger, checkout: Checkout): HookInstall | null {
  const own = findHookInstall(ledger, checkout.id);
  if (own) return own.via === "none" ? null : own;
  const siblings = listByCommonDir(ledger, checkout.commonDir);
  const installs = siblings.map(({ id }) => findHookInstall(ledger, id));
  return installs.find((install) => install !== null && install.via !== "none") ?? null;
}
