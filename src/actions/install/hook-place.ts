import { SyncError } from "../../core/errors.ts";
import { configIdentity } from "../../git/state/config-identity.ts";
import { findHookDirectory, type HookDirectory } from "../../git/hooks/hook-directory.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { HookInstall } from "../../ledger/hook-installs.ts";
import type { Context } from "../context.ts";

/**
 * The folder that git runs this checkout's hooks from: the one that the record remembers while no config
 * file has changed since (so that a sweep asks git nothing), else git's own answer.
 */
export async function hookPlace(
  ctx: Context,
  checkout: Checkout,
  record: HookInstall | null,
): Promise<HookDirectory> {
  const remembered = rememberedPlace(record);
  if (remembered && record?.configIdentity === configIdentity(checkout, ctx.env)) return remembered;
  return findHookDirectory(checkout, ctx.env);
}

export function rememberedPlace(record: HookInstall | null): HookDirectory | null {
  return record?.directory ? (JSON.parse(record.directory) as HookDirectory) : null;
}

/** Throws `conflict` where the folder is not ours to write, with what can be done instead. */
export function requireOwnPlace(checkout: Checkout, place: HookDirectory): void {
  const setting = place.configured ? ` (core.hooksPath, ${place.configured.scope} config)` : "";
  const where = `the hooks of ${checkout.path} lie in ${place.path}${setting}`;
  switch (place.ownership) {
    case "repository":
      return;
    case "tracked":
      throw new SyncError(
        "conflict",
        `${where}, which the repository tracks: everybody would get this machine's lines`,
        {
          hint: `leave this checkout to the timer (sync-hooks timer install), use a git that runs hooks from its config (install --via config, git 2.54), or write there all the same: sync-hooks install --force '${checkout.path}'`,
        },
      );
    case "outside":
      throw new SyncError(
        "conflict",
        `${where}, outside the repository: every repository that uses it would get the lines`,
        {
          hint: `the lines do nothing where a checkout is not registered; to write them: sync-hooks install --force '${checkout.path}', else leave it to the timer (sync-hooks timer install)`,
        },
      );
  }
}
