import { toSyncError } from "../../core/errors.ts";
import { hubDamage } from "../../hub/integrity.ts";
import { openHub } from "../../hub/open.ts";
import { ledgerDamage } from "../../ledger/integrity.ts";
import { readConfigAt } from "../registry/config-scope.ts";
import type { Context } from "../context.ts";
import { fail, ok, warn, type Finding } from "./check.ts";

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
      if (damage === undefined) return ok(hub.place);
      return fail(`${hub.place}: ${damage}`, "move the file aside and put a backup in its place");
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
