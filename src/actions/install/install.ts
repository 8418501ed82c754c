import { existsSync } from "node:fs";
import { configHookCommand } from "../../core/hooks/config-hook.ts";
import { hookEvents } from "../../core/hooks/hook-text.ts";
import { configIdentity } from "../../git/state/config-identity.ts";
import {
  removeConfigHooks,
  requireConfigHooks,
  writeConfigHook,
} from "../../git/hooks/hook-config.ts";
import type { HookDirectory } from "../../git/hooks/hook-directory.ts";
import { hideFolder } from "../../git/hooks/hook-entry.ts";
import { updateCheckout, type Checkout } from "../../ledger/checkouts.ts";
import { findHookInstall, keepHookInstall, type HookInstall } from "../../ledger/hook-installs.ts";
import { requireOwn, requireWritable } from "../../system/ownership.ts";
import type { Context } from "../context.ts";
import { requirePresent } from "../registry/require-present.ts";
import { describeSteps, type HookChange } from "./hook-changes.ts";
import { renderBlocks } from "./hook-blocks.ts";
import { applySteps, planFolderInstall, refuse } from "./hook-folder.ts";
import { hookPlace, rememberedPlace, requireOwnPlace } from "./hook-place.ts";
import { writeRunner } from "./runner-file.ts";
import { clearHookFolder, removeHookFiles, sharers } from "./uninstall.ts";

export type InstallOptions = {
  /** `plan` writes nothing and tells what would be done. */
  mode: "apply" | "plan";
  /** `force` also writes hooks that are tracked or lie outside the repository. */
  force: "refuse" | "force";
  /** Hook files or config-defined hooks; without it, what the config's `hooks.via` says. */
  via?: "file" | "config";
};

export type InstallReport = {
  checkout: Checkout;
  via: "file" | "config";
  /** The folder of the hook files; null for config-defined hooks. */
  directory: string | null;
  changes: HookChange[];
  /** What a person should know about it, a line each. */
  notes: string[];
};

/**
 * Makes every commit, merge and finished rebase in the checkout ask for a sync. Idempotent; writes all of
 * its hooks or none. Throws `conflict` where a hook is damaged or not ours to write, `config` where git runs
 * no hooks, `locked` or `store` where the folder cannot be written, `usage` for `config` with an older git,
 * `not-a-repo` where the checkout is gone.
 */
export async function install(
  ctx: Context,
  checkout: Checkout,
  options: InstallOptions,
): Promise<InstallReport> {
  requirePresent(checkout);
  const via = options.via ?? (await ctx.config(checkout.path)).hooks.via;
  requireOwn(checkout.gitDir);
  switch (via) {
    case "file":
      return installFiles(ctx, checkout, options);
    case "config":
      return installConfig(ctx, checkout, options);
  }
}

async function installFiles(
  ctx: Context,
  checkout: Checkout,
  { mode, force }: InstallOptions,
): Promise<InstallReport> {
  const record = findHookInstall(ctx.ledger(), checkout.id);
  const place = await hookPlace(ctx, checkout, record);
  if (force === "refuse") requireOwnPlace(checkout, place);
  const folder = place.path;
  const hide = place.place === "working tree" && !existsSync(folder);
  const steps = planFolderInstall(folder, renderBlocks(ctx.directories.runnerFile));
  refuse(folder, steps);
  const changes = describeSteps(folder, steps);
  const notes = changes.flatMap(noteOf);
  const report: InstallReport = { checkout, via: "file", directory: folder, changes, notes };
  if (mode === "plan") return report;
  if (existsSync(folder) && changes.some(({ action }) => action !== "unchanged"))
    requireWritable(folder);
  writeRunner(ctx);
  if (hide) hideFolder(folder);
  applySteps(folder, steps);
  await removeConfigHooks(checkout, ctx.env);
  await leaveFormerFolder(ctx, checkout, rememberedPlace(record)?.path ?? folder, folder);
  rememberFiles(ctx, checkout, place, force === "force" ? "forced" : "usual");
  return { ...report, checkout: nowInstalled(ctx, checkout) };
}

/** Where `core.hooksPath` has moved the hooks, git no longer runs those that were written before. */
async function leaveFormerFolder(
  ctx: Context,
  checkout: Checkout,
  former: string,
  folder: string,
): Promise<void> {
  if (former === folder) return;
  if ((await sharers(ctx, checkout, [former])).length === 0) clearHookFolder(former, "apply");
}

/** Records the folder and what git's config was when it was asked for it. */
export function rememberFiles(
  ctx: Context,
  checkout: Checkout,
  place: HookDirectory,
  consent: HookInstall["consent"],
): void {
  keepHookInstall(ctx.ledger(), checkout.id, {
    via: "file",
    consent,
    directory: JSON.stringify(place),
    configIdentity: configIdentity(checkout, ctx.env),
  });
}

async function installConfig(
  ctx: Context,
  checkout: Checkout,
  { mode }: InstallOptions,
): Promise<InstallReport> {
  await requireConfigHooks(checkout, ctx.env);
  const report: InstallReport = {
    checkout,
    via: "config",
    directory: null,
    changes: [],
    notes: [
      `git 2.54 and later run these; a graphical client with an older git of its own does not`,
    ],
  };
  if (mode === "plan") return report;
  writeRunner(ctx);
  const changes = await removeHookFiles(ctx, checkout, "apply");
  await writeConfigHooks(ctx, checkout);
  keepHookInstall(ctx.ledger(), checkout.id, {
    via: "config",
    consent: "usual",
    directory: null,
    configIdentity: null,
  });
  return { ...report, checkout: nowInstalled(ctx, checkout), changes };
}

function nowInstalled(ctx: Context, checkout: Checkout): Checkout {
  updateCheckout(ctx.ledger(), checkout.id, { hooksState: "installed" });
  return { ...checkout, hooksState: "installed" };
}

/** Writes the config-defined hook of every event. */
async function writeConfigHooks(ctx: Context, checkout: Checkout): Promise<void> {
  const blocks = renderBlocks(ctx.directories.runnerFile);
  for (const event of hookEvents) {
    const command = configHookCommand(Buffer.from(blocks[event], "latin1").toString("utf8"));
    await writeConfigHook(checkout, ctx.env, event, command);
  }
}

function noteOf({ action, path }: HookChange): string[] {
  if (action !== "chained") return [];
  return [`${path} cannot hold lines of shell: it is kept beside and run after ours, as before`];
}
