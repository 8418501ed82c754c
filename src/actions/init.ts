import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SyncError, toSyncError } from "../core/errors.ts";
import { writeAtomic } from "../system/files.ts";
import { readTemplate } from "../system/installation.ts";
import { scan } from "./registry/add.ts";
import type { Context } from "./context.ts";
import type { Each } from "./each.ts";
import { installAll } from "./install/install-all.ts";
import type { InstallReport } from "./install/install.ts";
import { writeRunner } from "./install/runner-file.ts";
import { checkoutTop } from "./registry/select-checkouts.ts";
import { installTimer, type TimerChange } from "./timer/timer.ts";

export type InitPlan = {
  /** The checkouts to install, by path. */
  checkouts: readonly string[];
  timer: "install" | "leave";
};

export type InitResult = {
  configFile: string;
  config: "written" | "kept";
  checkouts: Each<InstallReport>[];
  timer:
    | { state: "installed"; change: TimerChange }
    | { state: "left" }
    | { state: "failed"; error: SyncError };
};

const usualFolders = ["code", "src", "projects", "Projects", "Developer", "dev", "work", "repos"];

/**
 * Where a first scan begins: the checkout around the working directory, else the usual folder below home that
 * exists, else the working directory; null for home itself, which holds checkouts that nobody works in.
 */
export function suggestFolder(ctx: Context): string | null {
  const around = checkoutTop(ctx.cwd);
  if (around !== null) return around;
  const home = ctx.env["HOME"] || homedir();
  const usual = usualFolders.map((name) => join(home, name)).find((path) => existsSync(path));
  return usual ?? (ctx.cwd === home ? null : ctx.cwd);
}

const scanDepth = 5;

/** The checkouts below a folder, `~/` allowed. Throws `usage` where it cannot be read. */
export function findForInit(ctx: Context, folder: string): string[] {
  const home = ctx.env["HOME"] || homedir();
  return scan(
    ctx,
    folder.replace(/^~(?=\/|$)/, () => home),
    scanDepth,
  ).found;
}

/**
 * Sets everything up: the starter config where there is none, the hooks of the given checkouts, the timer.
 * What stands already is left as it is, so that a repetition changes nothing. A checkout or timer that
 * cannot be set up is told in the result and stops nothing else.
 */
export async function init(ctx: Context, plan: InitPlan): Promise<InitResult> {
  const config = writeStarterConfig(ctx);
  // A config that stands but cannot be read is better told before anything is written.
  await ctx.config(null);
  const checkouts = await installEach(ctx, plan.checkouts);
  const timer = plan.timer === "install" ? await tryTimer(ctx) : ({ state: "left" } as const);
  return { configFile: ctx.configFile, config, checkouts, timer };
}

function writeStarterConfig(ctx: Context): InitResult["config"] {
  if (existsSync(ctx.configFile)) return "kept";
  writeAtomic(ctx.configFile, readTemplate("config.yaml"));
  return "written";
}

async function installEach(
  ctx: Context,
  paths: readonly string[],
): Promise<InitResult["checkouts"]> {
  const results: InitResult["checkouts"] = [];
  for (const path of paths)
    try {
      const target = { named: [path], scanned: null, scope: "named" } as const;
      results.push(...(await installAll(ctx, target, { mode: "apply", force: "refuse" })));
    } catch (thrown) {
      results.push({ state: "failed", path, error: toSyncError(thrown) });
    }
  return results;
}

async function tryTimer(ctx: Context): Promise<InitResult["timer"]> {
  try {
    // The timer starts the runner, also where no hook has been installed yet.
    writeRunner(ctx);
    const change = await installTimer(ctx, { mode: "apply", via: null, everyMinutes: null });
    return { state: "installed", change };
  } catch (thrown) {
    return { state: "failed", error: toSyncError(thrown) };
  }
}
