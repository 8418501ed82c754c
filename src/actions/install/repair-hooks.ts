import { updateCheckout, type Checkout } from "../../ledger/checkouts.ts";
import { wantedHooks, type HookInstall } from "../../ledger/hook-installs.ts";
import type { Context } from "../context.ts";
import { renderBlocks, type HookBlocks } from "./hook-blocks.ts";
import { hooksState } from "./hook-health.ts";
import { hookPlace } from "./hook-place.ts";
import { hookFilesState, rememberWhole } from "./whole-hooks.ts";
import { install, rememberFiles, type InstallReport } from "./install.ts";

export type Repair =
  /** Nobody has asked for hooks here, or their owner has had them removed. */
  { kind: "unwanted" } | { kind: "whole" } | { kind: "repaired"; report: InstallReport };

/**
 * Puts back what another manager, an editor or a fresh working tree has lost of an installed checkout's
 * hooks, the way they were installed. Throws as `install` does; the ledger then says `drifted`.
 */
export async function repairHooks(
  ctx: Context,
  checkout: Checkout,
  blocks: HookBlocks = renderBlocks(ctx.directories.runnerFile),
): Promise<Repair> {
  const wanted = wantedHooks(ctx.ledger(), checkout);
  if (wanted === null) return { kind: "unwanted" };
  const found = wanted.via === "file" ? hookFilesState(ctx, checkout, wanted, blocks) : null;
  const isKnown = found !== null && found.identity === wanted.whole;
  if (isKnown && checkout.hooksState === "installed") return { kind: "whole" };
  const state = await hooksState(ctx, checkout, blocks);
  if (state !== checkout.hooksState)
    updateCheckout(ctx.ledger(), checkout.id, { hooksState: state });
  if (state === "installed") {
    if (found) rememberWhole(ctx, checkout, found);
    else if (wanted.via === "file") await refreshRecord(ctx, checkout, wanted);
    return { kind: "whole" };
  }
  const report = await install(ctx, checkout, {
    mode: "apply",
    force: wanted.consent === "forced" ? "force" : "refuse",
    via: wanted.via === "config" ? "config" : "file",
  });
  return { kind: "repaired", report };
}

/** Git's config changes often (every `push -u` does); the next sweep shall not have to ask git again for that. */
async function refreshRecord(ctx: Context, checkout: Checkout, wanted: HookInstall): Promise<void> {
  const place = await hookPlace(ctx, checkout, wanted);
  rememberFiles(ctx, checkout, place, wanted.consent);
}
