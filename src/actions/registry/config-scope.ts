import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readConfig, type ConfigReading } from "../../config/load.ts";
import type { Context } from "../context.ts";
import { checkoutTop, selectCheckouts } from "./select-checkouts.ts";

/** Reads and checks the config files themselves, past the cache. Throws `config`. */
export function readConfigAt(context: Context, checkoutPath: string | null): ConfigReading {
  const { configFile, configFileMust } = context;
  return readConfig({ configFile, configFileMust, checkoutPath });
}

/**
 * The checkouts whose config is meant: those selected, registered or not; with no selector the one around
 * the working directory, or none there.
 */
export function configScope(context: Context, selectors: readonly string[]): string[] {
  if (selectors.length === 0) {
    const around = checkoutTop(context.cwd);
    return around === null ? [] : [around];
  }
  const paths = selectors.flatMap((selector) => {
    const path = resolve(context.cwd, selector);
    const top = existsSync(path) ? checkoutTop(path) : null;
    return top ?? selectCheckouts(context, [selector], "named").map((checkout) => checkout.path);
  });
  return [...new Set(paths)];
}
