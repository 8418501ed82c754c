import { createHash } from "node:crypto";
import { join } from "node:path";
import { hookEvents } from "../../core/hooks/hook-text.ts";
import { configIdentity } from "../../git/state/config-identity.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { keepWholeHooks, type HookInstall } from "../../ledger/hook-installs.ts";
import { systemFiles } from "../../system/file-access.ts";
import { areSettled, fileState } from "../../system/file-state.ts";
import type { Context } from "../context.ts";
import { keepIfPossible } from "../keep-if-possible.ts";
import type { HookBlocks } from "./hook-blocks.ts";
import { rememberedPlace } from "./hook-place.ts";

/** What a look at hook files that takes no reading has found; `settled`: it may be trusted later. */
export type HookFilesState = { identity: string; settled: boolean };

/**
 * What identifies the hook files of an installed checkout, their folder and the block that they hold; null where
 * no folder is remembered, or a config file that could move the hooks elsewhere has changed since. Every change
 * in one of the files moves that file's times, and every file that comes, goes or is replaced moves the folder's.
 */
export function hookFilesState(
  ctx: Context,
  checkout: Checkout,
  wanted: HookInstall,
  blocks: HookBlocks,
): HookFilesState | null {
  const place = rememberedPlace(wanted);
  if (!place || wanted.configIdentity !== configIdentity(checkout, ctx.env)) return null;
  const paths = [place.path, ...hookEvents.map((event) => join(place.path, event))];
  const states = paths.map((path) => fileState(systemFiles, path));
  const block = createHash("sha256").update(JSON.stringify(blocks)).digest("hex");
  return {
    identity: [block, ...states.map(({ identity }) => identity)].join("\n"),
    settled: areSettled(states, ctx.clock.now()),
  };
}

/** Remembers that the files were found whole, so that the next sweep need not read them. */
export function rememberWhole(ctx: Context, checkout: Checkout, found: HookFilesState): void {
  if (!found.settled) return;
  keepIfPossible(ctx.log, "that the hooks are whole", () =>
    keepWholeHooks(ctx.ledger(), checkout.id, found.identity),
  );
}
