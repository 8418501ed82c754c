import { existsSync } from "node:fs";
import { SyncError } from "../../core/errors.ts";
import { removeConfigHooks } from "../../git/hooks/hook-config.ts";
import { listCheckouts, updateCheckout, type Checkout } from "../../ledger/checkouts.ts";
import {
  findHookInstall,
  keepHookInstall,
  wantedHooks,
  type HookInstall,
} from "../../ledger/hook-installs.ts";
import type { Context } from "../context.ts";
import { describeSteps, type HookChange } from "./hook-changes.ts";
import { applySteps, planFolderUninstall, refuse } from "./hook-folder.ts";
import { requirePresent } from "../registry/require-present.ts";
import { hookPlace, rememberedPlace } from "./hook-place.ts";

export type UninstallReport = {
  checkout: Checkout;
  changes: HookChange[];
  /** Other checkouts that run the same hooks and still want them: the files stay for their sake. */
  neededBy: string[];
};

/**
 * Gives every hook file of the checkout back byte for byte, removes the files and the folder that install
 * made, and has sweeps leave them so. Registry and data stay. Throws `conflict` where markers are damaged,
 * `not-a-repo` where the checkout is gone.
 */
export async function uninstall(
  ctx: Context,
  checkout: Checkout,
  { mode }: { mode: "apply" | "plan" },
): Promise<UninstallReport> {
  requirePresent(checkout);
  const ledger = ctx.ledger();
  const neededBy = await sharers(ctx, checkout, await hookFolders(ctx, checkout));
  const changes = neededBy.length > 0 ? [] : await removeHookFiles(ctx, checkout, mode);
  const report = { checkout, changes, neededBy: neededBy.map(({ path }) => path) };
  if (mode === "plan") return report;
  // A sibling without a record of its own followed this one's; from now on it stands for itself.
  const record = wantedHooks(ledger, checkout);
  for (const sibling of neededBy)
    if (record && findHookInstall(ledger, sibling.id) === null)
      keepHookInstall(ledger, sibling.id, { ...record, configIdentity: null });
  if (neededBy.length === 0) await removeConfigHooks(checkout, ctx.env);
  keepHookInstall(ledger, checkout.id, {
    via: "none",
    consent: "usual",
    directory: null,
    configIdentity: null,
  });
  updateCheckout(ledger, checkout.id, { hooksState: "missing" });
  return { ...report, checkout: { ...checkout, hooksState: "missing" } };
}

/** Takes the block out of the checkout's hook files: where git runs them now, and where install once wrote them. */
export async function removeHookFiles(
  ctx: Context,
  checkout: Checkout,
  mode: "apply" | "plan",
): Promise<HookChange[]> {
  const folders = await hookFolders(ctx, checkout);
  return folders.flatMap((folder) => clearHookFolder(folder, mode));
}

/** Gives one folder's hooks back. Throws `conflict` where markers are damaged, before anything is written. */
export function clearHookFolder(folder: string, mode: "apply" | "plan"): HookChange[] {
  if (!existsSync(folder)) return [];
  const steps = planFolderUninstall(folder);
  refuse(folder, steps);
  if (mode === "apply") applySteps(folder, steps);
  return describeSteps(folder, steps);
}

async function hookFolders(ctx: Context, checkout: Checkout): Promise<string[]> {
  const record = findHookInstall(ctx.ledger(), checkout.id);
  const written = rememberedPlace(record)?.path;
  const present = await presentFolder(ctx, checkout, record);
  return [...new Set([present, written].filter((path) => typeof path === "string"))];
}

/** Where git runs the hooks from, or null where it is told to run none: then only what was written once is left to undo. */
async function presentFolder(
  ctx: Context,
  checkout: Checkout,
  record: HookInstall | null,
): Promise<string | null> {
  try {
    return (await hookPlace(ctx, checkout, record)).path;
  } catch (error) {
    if (error instanceof SyncError && error.code === "config") return null;
    throw error;
  }
}

/** The other registered checkouts that want hooks and have them in one of these folders. */
export async function sharers(
  ctx: Context,
  checkout: Checkout,
  folders: readonly string[],
): Promise<Checkout[]> {
  const needing: Checkout[] = [];
  for (const other of listCheckouts(ctx.ledger())) {
    const wanted = other.id === checkout.id ? null : wantedHooks(ctx.ledger(), other);
    if (wanted === null || !existsSync(other.path) || !existsSync(other.gitDir)) continue;
    const isShared =
      wanted.via === "config"
        ? other.commonDir === checkout.commonDir
        : folders.includes((await presentFolder(ctx, other, wanted)) ?? "");
    if (isShared) needing.push(other);
  }
  return needing;
}
