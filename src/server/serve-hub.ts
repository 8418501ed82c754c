import { getRequestListener } from "@hono/node-server";
import { createServer } from "node:http";
import { hostname, networkInterfaces } from "node:os";
import type { Context } from "../actions/context.ts";
import { forgetServerAddress, keepServerAddress } from "../actions/hub/server-address.ts";
import { givenToken, ownToken, ownTokenFile } from "../actions/hub/server-token.ts";
import { sharedPulse } from "../actions/hub/pulse.ts";
import { openRepoBoard } from "../actions/repos/repo-board.ts";
import { SyncError } from "../core/errors.ts";
import { makeApp } from "./app.ts";
import type { Door } from "./door.ts";
import { openFeed } from "./events/feed.ts";
import { isLoopback, urlOf } from "./guard/hosts.ts";
import { makeLaunchCodes } from "./guard/launch-codes.ts";
import { makeTally } from "./metrics/tally.ts";
import { close } from "./close.ts";
import { listen } from "./listen.ts";
import { defaultLimits, serverOptions, type Limits } from "./limits.ts";

export type Serving = {
  /** Null: as the config says. */
  host: string | null;
  port: number | null;
  tokenFile: string | null;
  /** What starts the command line, for work that is not this process's. */
  program: readonly [command: string, ...args: string[]];
};
export type Address = { url: string; host: string; port: number; pid: number };

/**
 * Serves the hub until `stopped`, then lets what is under way end. Throws `usage` for an address beyond this machine
 * without a token of its own, `locked` where the port is taken.
 */
export async function serveHub(
  ctx: Context,
  options: Serving,
  stopped: AbortSignal,
  onListening: (address: Address) => void,
  limits: Limits = defaultLimits,
): Promise<void> {
  const { server: config } = await ctx.config(null);
  const host = options.host ?? config.host;
  if (!isLoopback(host) && options.tokenFile === null) throw openToAll(host);
  const given = options.tokenFile === null ? null : givenToken(ctx, options.tokenFile);
  const credentials = given ?? { file: ownTokenFile(ctx), token: ownToken(ctx) };
  const server = createServer(serverOptions(limits));
  server.maxConnections = limits.connections;
  const port = await listen(server, host, options.port ?? config.port);
  const url = urlOf(host, port);
  const board = openRepoBoard(ctx);
  const feed = openFeed(board, (thrown) => ctx.log.write("ERROR", "hub", String(thrown)));
  const door: Door = {
    ctx,
    board,
    feed,
    pulse: sharedPulse(ctx),
    tally: makeTally(),
    stopped,
    program: options.program,
    place: { host, port, ownNames: ownNames(), allowedHosts: config.allowed_hosts },
    url,
    token: credentials.token,
    reading: isLoopback(host) ? "open" : "by-token",
    launchCodes: makeLaunchCodes(ctx.clock.now),
    startedAt: ctx.clock.now(),
  };
  server.on("request", getRequestListener(makeApp(door).fetch));
  keepServerAddress(ctx, { url, pid: process.pid, token_file: credentials.file });
  onListening({ url, host, port, pid: process.pid });
  await stop(stopped);
  forgetServerAddress(ctx, process.pid);
  feed.close();
  await close(server, limits);
}

const openToAll = (host: string) =>
  new SyncError("usage", `${host} can be reached from other machines, and no token was given`, {
    hint: "give it one: sync-hooks hub serve --host HOST --token-file FILE; or serve this machine alone: --host 127.0.0.1",
  });

/** What this machine is called by its neighbours. */
function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return [hostname(), ...addresses.map(({ address }) => address)];
}

function stop(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) resolve();
    else stopped.addEventListener("abort", () => resolve(), { once: true });
  });
}
