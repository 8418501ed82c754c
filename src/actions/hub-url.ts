import type { Context } from "./context.ts";
import { isRedacted } from "../core/redact.ts";

/** The address of the hub as the config has it, its password too, which stands in the config file alone. */
export async function hubUrl(
  ctx: Pick<Context, "config" | "configFile" | "configFileMust" | "directories">,
): Promise<string> {
  const { hub } = await ctx.config(null);
  return (
    (hub && isRedacted(hub) ? await hubInFile(ctx) : hub) ?? `sqlite:${ctx.directories.hubFile}`
  );
}

async function hubInFile({
  configFile,
  configFileMust,
}: Pick<Context, "configFile" | "configFileMust">): Promise<string | undefined> {
  const { readConfig } = await import("../config/load.ts");
  return readConfig({ configFile, configFileMust, checkoutPath: null }).config.hub;
}

/** The address of `tasks.table` in a checkout's config, its password too. */
export async function tableUrl(
  { configFile, configFileMust }: Pick<Context, "configFile" | "configFileMust">,
  checkoutPath: string,
  url: string,
): Promise<string> {
  if (!isRedacted(url)) return url;
  const { readConfig } = await import("../config/load.ts");
  return readConfig({ configFile, configFileMust, checkoutPath }).config.tasks.table?.url ?? url;
}
