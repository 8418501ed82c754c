import { join } from "node:path";
import type { RunRecord } from "../../src/core/outcome.ts";
import {
  listCheckouts,
  updateCheckout,
  type Checkout,
  type CheckoutChange,
} from "../../src/ledger/checkouts.ts";
import { openLedger, type Ledger } from "../../src/ledger/open.ts";
import { recordRun } from "../../src/ledger/runs.ts";
import { syncHooks } from "./cli.ts";
import type { Home } from "./home.ts";

export const stateFolder = (home: Home) => join(home.path, ".local", "state", "sync-hooks");
export const dataFolder = (home: Home) => join(home.path, ".local", "share", "sync-hooks");
export const configFile = (home: Home) => join(home.path, ".config", "sync-hooks", "config.yaml");
export const ledgerFile = (home: Home) => join(stateFolder(home), "ledger.db");
export const hubFile = (home: Home) => join(dataFolder(home), "hub.db");

/** Works on the home's real ledger and closes it. */
export function withLedger<T>(home: Home, work: (ledger: Ledger) => T): T {
  const ledger = openLedger(ledgerFile(home));
  try {
    return work(ledger);
  } finally {
    ledger.close();
  }
}

/**
 * Installs a checkout through the command line and gives it the history that a test needs. Its hooks stand
 * back from now on (`SYNC_HOOKS=0`), so that no run of theirs comes between.
 */
export async function addCheckout(
  home: Home,
  path: string,
  history: CheckoutChange & { run?: Partial<RunRecord> } = {},
): Promise<Checkout> {
  home.env["SYNC_HOOKS"] = "0";
  const installed = await syncHooks(home, ["install", path]);
  if (installed.status !== 0) throw new Error(`install ${path}: ${installed.stderr}`);
  return withLedger(home, (ledger) => {
    const find = () => listCheckouts(ledger).find((one) => one.path === path) as Checkout;
    const { run, ...change } = history;
    updateCheckout(ledger, find().id, change);
    if (run) recordRun(ledger, find().id, { ...syncedRun(), ...run }, {});
    return find();
  });
}

export const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

const syncedRun = (): RunRecord => ({
  trigger: "commit",
  outcome: "synced",
  reason: null,
  startedAt: minutesAgo(1),
  durationMs: 120,
  steps: [],
});
