import { join } from "node:path";
import type { Credentials } from "../../board/planka/connect.ts";
import { SyncError } from "../../core/errors.ts";
import { readPrivateEnv } from "../../system/private-env.ts";
import type { Context } from "../context.ts";

export type BoardAccess = { server: string; credentials: Credentials; timeoutMs: number };

/**
 * Where the board is and how to log in: from the environment, else from the private `.env` beside the user's
 * config; the server's address also from the user's own config. A repository's config has no say in it, so that
 * nothing that comes with a clone can send the credentials anywhere. Throws `config` where something is missing.
 */
export async function boardAccess(ctx: Context): Promise<BoardAccess> {
  const file = join(ctx.directories.config, ".env");
  const own = readPrivateEnv(file);
  const value = (name: string) => ctx.env[name] || own[name] || null;
  const { board } = await ctx.config(null);
  const server = await boardServer(ctx);
  if (server === null)
    throw new SyncError("config", "no Planka server is set", {
      hint: `set board.server in ${ctx.configFile}, or PLANKA_URL`,
    });
  return {
    server,
    credentials: credentialsOf(value, file),
    timeoutMs: board.timeout,
  };
}

/** The server's address, as the user alone says it; null where nothing does. */
export async function boardServer(ctx: Context): Promise<string | null> {
  const own = readPrivateEnv(join(ctx.directories.config, ".env"));
  // The user's config alone: no checkout is named.
  const { board } = await ctx.config(null);
  const server = ctx.env["PLANKA_URL"] || own["PLANKA_URL"] || board.server;
  return server === undefined ? null : addressOf(server);
}

function credentialsOf(value: (name: string) => string | null, file: string): Credentials {
  const key = value("PLANKA_API_KEY");
  if (key !== null) return { kind: "key", key };
  const [user, password] = [value("PLANKA_USER"), value("PLANKA_PASSWORD")];
  if (user !== null && password !== null) return { kind: "password", user, password };
  throw new SyncError("config", "nothing to log in to Planka with", {
    hint: `put PLANKA_API_KEY, or PLANKA_USER and PLANKA_PASSWORD, into ${file} (mode 600) or the environment`,
  });
}

/** The address without a slash at its end; what stands in front of the host is a secret in the wrong place. */
function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new SyncError("config", "PLANKA_URL is no http or https address", {
      hint: "for example: PLANKA_URL=https://planka.example",
    });
  if (url.username !== "" || url.password !== "")
    throw new SyncError("config", "the Planka server's address holds a user or password", {
      hint: "take them out of it, and set PLANKA_USER and PLANKA_PASSWORD",
    });
  return (url.origin + url.pathname).replace(/\/+$/, "");
}
