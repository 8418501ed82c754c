import { join } from "node:path";
import { parseEnv } from "node:util";
import { readSecretFile } from "../system/secret-file.ts";
import type { Context } from "./context.ts";

/** The file beside the user's config that may hold tokens and passwords. */
export const secretEnvFile = (ctx: Context): string => join(ctx.directories.config, ".env");

/** The process's environment, and under it what that file says. Throws `config` where others can read it. */
export function secretEnv(ctx: Context): NodeJS.Dict<string> {
  const text = readSecretFile(secretEnvFile(ctx));
  return text === null ? ctx.env : { ...parseEnv(text), ...ctx.env };
}
