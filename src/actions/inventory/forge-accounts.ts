import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ForgeConfig } from "../../config/schema.ts";
import { SyncError } from "../../core/errors.ts";
import { forgeKinds, type ForgeAccount, type ForgeKind } from "../../forge/forge.ts";
import { storedPassword } from "../../git/credential.ts";
import { readSecretFile } from "../../system/secret-file.ts";
import type { Context } from "../context.ts";
import { secretEnv, secretEnvFile } from "../secret-env.ts";

/** A forge that the user has named, whose token is looked up when it is asked. */
export type Forge = {
  name: string;
  kind: ForgeKind;
  url: string;
  account: () => Promise<ForgeAccount>;
};

/**
 * The forges of the config, and those of the environment (`GITEA_URL` with `GITEA_TOKEN`; GITHUB and GITLAB alike)
 * that the config does not name. The environment also holds what a `.env` beside the config says.
 * Throws `config` where two forges have one name, or the `.env` can be read by others.
 */
export async function forges(ctx: Context): Promise<Forge[]> {
  const config = await ctx.config(null);
  const env = secretEnv(ctx);
  const named = config.forges.map((forge) => fromConfig(ctx, forge, env));
  const urls = new Set(named.map(({ url }) => url.toLowerCase()));
  const all = [...named, ...fromEnvironment(env).filter(({ url }) => !urls.has(url.toLowerCase()))];
  for (const [index, { name }] of all.entries())
    if (all.findIndex((other) => other.name === name) !== index)
      throw new SyncError("config", `two forges have the name ${name}`, {
        hint: "give each a name of its own in config.yaml: forges[].name",
      });
  return all;
}

function fromEnvironment(env: NodeJS.ProcessEnv): Forge[] {
  return forgeKinds.flatMap((kind) => {
    const text = env[`${kind.toUpperCase()}_URL`];
    const token = env[`${kind.toUpperCase()}_TOKEN`];
    if (!text || !token) return [];
    const url = baseUrl(text, `${kind.toUpperCase()}_URL`);
    const forge = { name: nameOf(url), kind, url };
    const account = { ...forge, token, owners: null, own: "listed" } as const;
    return [{ ...forge, account: () => Promise.resolve(account) }];
  });
}

function fromConfig(ctx: Context, forge: ForgeConfig, env: NodeJS.ProcessEnv): Forge {
  const url = baseUrl(forge.url, "forges[].url");
  const shown = { name: forge.name ?? nameOf(url), kind: forge.kind, url };
  const rest = { owners: forge.owners ?? null, own: forge.own ? "listed" : "left-out" } as const;
  return {
    ...shown,
    account: async () => ({ ...shown, ...rest, token: await tokenOf(ctx, forge, shown, env) }),
  };
}

async function tokenOf(
  ctx: Context,
  { token }: ForgeConfig,
  { name, url }: { name: string; url: string },
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (token === undefined) return null;
  const found = await lookUp(ctx, token, url, env);
  if (found !== null && found !== "") return found;
  const where =
    "env" in token
      ? `the environment variable ${token.env}`
      : "file" in token
        ? `the file ${token.file}`
        : "git credential";
  throw new SyncError("auth", `the forge ${name} has no token: ${where} holds none`, {
    hint:
      "env" in token
        ? `set it, or write ${token.env}=… into ${secretEnvFile(ctx)} (mode 0600)`
        : "put the token there, or name another place in config.yaml: forges[].token",
  });
}

async function lookUp(
  ctx: Context,
  token: NonNullable<ForgeConfig["token"]>,
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if ("env" in token) return env[token.env]?.trim() ?? null;
  if ("file" in token) return readSecretFile(absolute(ctx, token.file))?.trim() ?? null;
  return storedPassword(url, ctx);
}

/** A relative path starts at the config file's folder, `~/` at the user's home. */
const absolute = (ctx: Context, path: string) =>
  path.startsWith("~/")
    ? join(ctx.env["HOME"] || homedir(), path.slice(2))
    : resolve(dirname(ctx.configFile), path);

/** The URL without credentials, query and slash at its end. */
function baseUrl(text: string, key: string): string {
  if (!URL.canParse(text) || !/^https?:/i.test(text))
    throw new SyncError("config", `${key} is no URL of a forge`, {
      hint: "it looks like https://git.example.org",
    });
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/+$/, "");
}

const nameOf = (url: string) => url.replace(/^https?:\/\//i, "");
