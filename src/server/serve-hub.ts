import { getRequestListener } from "@hono/node-server";
import { createServer, type Server } from "node:http";
import { hostname, networkInterfaces } from "node:os";
import type { AddressInfo } from "node:net";
import type { Context } from "../actions/context.ts";
import { forgetServerAddress, keepServerAddress } from "../actions/hub/server-address.ts";
import { givenToken, ownToken, ownTokenFile } from "../actions/hub/server-token.ts";
import { SyncError } from "../core/errors.ts";
import { makeApp } from "./app.ts";
import type { Door } from "./door.ts";
import { isLoopback, urlOf } from "./guard/hosts.ts";
import { makeLaunchCodes } from "./guard/launch-codes.ts";
import { close } from "./close.ts";
import { defaultLimits, serverOptions, type Limits } from "./limits.ts";

export type Serving = { host: string | null; port: number | null; tokenFile: string | null };
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
  const door: Door = {
    ctx,
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
  await close(server, limits);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(host, port, error)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function cannotListen(host: string, port: number, error: NodeJS.ErrnoException): SyncError {
  const where = `${host} port ${port}`;
  if (error.code === "EADDRINUSE")
    return new SyncError("locked", `${where} is taken by another program`, {
      hint: "another server of the hub? sync-hooks hub open shows it; else choose one: sync-hooks hub serve --port 0",
      cause: error,
    });
  if (error.code === "EACCES")
    return new SyncError("usage", `your user may not listen on ${where}`, {
      hint: "choose a port above 1023: sync-hooks hub serve --port 4747",
      cause: error,
    });
  return new SyncError("usage", `cannot listen on ${where}: ${error.message}`, {
    hint: "give --host an address of this machine",
    cause: error,
  });
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
