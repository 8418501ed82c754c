import type { Credentials } from "../../board/planka/connect.ts";
import { SyncError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { secretEnv, secretEnvFile } from "../secret-env.ts";

export type BoardAccess = { server: string; credentials: Credentials; timeoutMs: number };

/**
 * Where the board is and how to log in: from the environment, else from the private `.env` beside the user's
 * config; the server's address also from the user's own config. A repository's config has no say in it, so that
 * nothing that comes with a clone can send the credentials anywhere. Throws `config` where something is missing.
 */
export async function boardAccess(ctx: Context): Promise<BoardAccess> {
  const server = await boardServer(ctx);
  if (server === null)
    throw new SyncError("config", "no Planka server is set", {
      hint: `set board.server in ${ctx.configFile}, or PLANKA_URL`,
    });
  const { board } = await ctx.config(null);
  return { server, credentials: credentialsOf(ctx), timeoutMs: board.timeout };
}

/** The server's address, as the user alone says it; null where nothing does. */
export async function boardServer(ctx: Context): Promise<string | null> {
  // The user's config alone: no checkout is named.
  const { board } = await ctx.config(null);
  const server = secretEnv(ctx)["PLANKA_URL"] || board.server;
  return server === undefined ? null : addressOf(server);
}

function credentialsOf(ctx: Context): Credentials {
  const env = secretEnv(ctx);
  if (env["PLANKA_API_KEY"]) return { kind: "key", key: env["PLANKA_API_KEY"] };
  const [user, password] = [env["PLANKA_USER"], env["PLANKA_PASSWORD"]];
  if (user && password) return { kind: "password", user, password };
  throw new SyncError("config", "nothing to log in to Planka with", {
    hint: `put PLANKA_API_KEY, or PLANKA_USER and PLANKA_PASSWORD, into ${secretEnvFile(ctx)} (mode 0600) or the environment`,
  });
}

/** The address without a slash at its end; what stands in front of the host is a secret in the wrong place. */
function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new SyncError("config", "the Planka server's address is no http or https address", {
      hint: "for example: PLANKA_URL=https://planka.example",
    });
  if (url.username !== "" || url.password !== "")
    throw new SyncError("config", "the Planka server's address holds a user or password", {
      hint: "take them out of it, and set PLANKA_USER and PLANKA_PASSWORD",
    });
  return (url.origin + url.pathname).replace(/\/+$/, "");
}
