import { join } from "node:path";
import { SyncError } from "../../core/errors.ts";
import { writeAtomic } from "../../system/files.ts";
import type { Context } from "../context.ts";
import { readServerAddress, type ServerAddress } from "./server-address.ts";
import { givenToken } from "./server-token.ts";

const answerMs = 5000;

/** A link that opens the dashboard with the right to write. It works once, and for a minute. */
export type Launch = { url: string; expires_at: string };

/** Asks the running server for a launch link. Throws `offline` where none answers. */
export async function requestLaunch(ctx: Context): Promise<Launch> {
  const server = readServerAddress(ctx);
  if (!server) throw notRunning(null);
  const { token } = givenToken(ctx, server.token_file);
  const response = await ask(server, token);
  if (response.ok) return (await response.json()) as Launch;
  throw new SyncError("auth", `the server at ${server.url} refuses this machine's token`, {
    hint: "start it again: sync-hooks hub serve",
  });
}

async function ask(server: ServerAddress, token: string): Promise<Response> {
  try {
    return await fetch(`${server.url}launch`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.timeout(answerMs),
    });
  } catch (cause) {
    throw notRunning(server, cause);
  }
}

const notRunning = (server: ServerAddress | null, cause?: unknown) =>
  new SyncError(
    "offline",
    server ? `nothing answers at ${server.url}` : "no server of the hub runs on this machine",
    { hint: "start it: sync-hooks hub serve", cause },
  );

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Shows the link in the user's browser; false where there is none to start. The link goes there by way of a private
 * file: as an argument, every user of the machine could read it.
 */
export async function openInBrowser(ctx: Context, link: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const file = join(ctx.directories.state, "launch.html");
  writeAtomic(file, launchPage(link), 0o600);
  try {
    const options = { cwd: ctx.cwd, env: ctx.env, timeoutMs: answerMs };
    const { status, timedOut } = await ctx.run(command, [...args, file], options);
    return status === 0 || timedOut;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** The link is made of an address and a base64url code: nothing in it needs to be escaped. */
const launchPage = (link: string) =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${link}">`;
