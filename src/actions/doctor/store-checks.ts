import { toSyncError } from "../../core/errors.ts";
import { hubDamage } from "../../hub/integrity.ts";
import { knowsRepo } from "../../hub/repos.ts";
import { openHub } from "../../hub/open.ts";
import { unreadableRow } from "../../hub/unreadable-texts.ts";
import { damagedHubMend } from "../../hub/sqlite-failure.ts";
import { branchesSeen, hubSeen } from "../../ledger/hub-seen.ts";
import { ledgerDamage } from "../../ledger/integrity.ts";
import { readConfigAt } from "../registry/config-scope.ts";
import type { Context } from "../context.ts";
import { adoptCommand, hubMismatch } from "../reconcile/same-hub.ts";
import { fail, ok, warn, type Finding, type Subject } from "./check.ts";

/** The ledger opens, is of this version's schema, and every page of it is whole. */
export function checkLedger(ctx: Context): Finding {
  const { ledgerFile } = ctx.directories;
  const aside = `mv '${ledgerFile}' '${ledgerFile}.broken', then sync-hooks add --scan DIR`;
  try {
    const [damage] = ledgerDamage(ctx.ledger());
    return damage === undefined ? ok(ledgerFile) : fail(`${ledgerFile}: ${damage}`, aside);
  } catch (thrown) {
    const error = toSyncError(thrown);
    const isNewer = /has schema \d+/.test(error.message);
    return fail(error.message, isNewer ? error.hint : aside);
  }
}

/** The hub answers, is of this version's schema, and is whole. */
export async function checkHub(ctx: Context): Promise<Finding> {
  const url = hubUrl(ctx);
  if (url === null) return warn("unknown until the config is valid", null);
  try {
    const hub = await openHub(url);
    try {
      const [damage] = await hubDamage(hub);
      if (damage !== undefined) return fail(`${hub.place}: ${damage}`, damagedHubMend);
      const row = await unreadableRow(hub);
      if (row === null) return ok(hub.place);
      const { table, columns, mend } = row;
      return fail(
        `${hub.place}: ${columns.join(", ")} of a row in ${table}: not UTF-8, or with a NUL; every program that reads it ends, or reads half of it`,
        `sqlite3 '${hub.place}' "${mend}"`,
      );
    } finally {
      await hub.close();
    }
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}

/** The config's hub, past the cache that lies in the ledger; null where the config cannot be read. */
function hubUrl(ctx: Context): string | null {
  try {
    return readConfigAt(ctx, null).config.hub ?? `sqlite:${ctx.directories.hubFile}`;
  } catch {
    return null; // The config's own check tells why.
  }
}

/** The user's config file is valid, or there is none. */
export function checkConfig(ctx: Context): Finding {
  try {
    const { files } = readConfigAt(ctx, null);
    return ok(files[0] ?? "no config file: the defaults hold");
  } catch (thrown) {
    const error = toSyncError(thrown);
    return fail(error.message, error.hint);
  }
}

/** The hub is the one that each branch of the checkout met last, and no older state of it. */
export async function checkHubMet(ctx: Context, { checkout, name }: Subject): Promise<Finding> {
  try {
    const hub = await ctx.hub();
    const moment = await hub.read(hub.dialect.moment);
    for (const branch of branchesSeen(ctx.ledger(), checkout.id)) {
      const seen = hubSeen(ctx.ledger(), checkout.id, branch);
      const what = seen && hubMismatch(hub, seen, moment);
      if (what) return fail(`the hub ${what}; tasks do not sync`, adoptCommand(name));
    }
    if (await hub.read((db) => knowsRepo(db, checkout))) return ok("the one that it met last");
    return fail("the hub does not know this repository", adoptCommand(name));
  } catch (thrown) {
    const { message } = toSyncError(thrown);
    return warn(`unknown: ${message}`, null);
  }
}
