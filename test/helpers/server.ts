import { onTestFinished } from "vitest";
import type { Context } from "../../src/actions/context.ts";
import { ownToken } from "../../src/actions/hub/server-token.ts";
import { defaultLimits, type Limits } from "../../src/server/limits.ts";
import { serveHub, type Address, type Serving } from "../../src/server/serve-hub.ts";
import { cliFile } from "./cli.ts";

export type TestServer = Address & {
  token: string;
  /** A request with the token; `path` without the first slash. */
  ask: (path: string, options?: Asked) => Promise<Response>;
  /** Asks the server to end, and waits until it has. */
  stop: () => Promise<void>;
};

export type Asked = RequestInit & { json?: unknown };

/** Serves the context's hub on a loopback port of its own until the test ends. */
export async function startServer(
  ctx: Context,
  change: Partial<Serving> = {},
  limits: Partial<Limits> = {},
): Promise<TestServer> {
  const stopped = new AbortController();
  const serving: Serving = {
    host: null,
    port: 0,
    tokenFile: null,
    program: [process.execPath, cliFile],
    ...change,
  };
  let ended: Promise<void> = Promise.resolve();
  const address = await new Promise<Address>((resolve, reject) => {
    ended = serveHub(ctx, serving, stopped.signal, resolve, { ...defaultLimits, ...limits });
    ended.catch(reject);
  });
  const stop = async () => {
    stopped.abort();
    await ended;
  };
  onTestFinished(stop);
  const token = ownToken(ctx);
  return { ...address, token, stop, ask: (path, asked) => ask(address.url, token, path, asked) };
}

function ask(url: string, token: string, path: string, asked: Asked = {}): Promise<Response> {
  const { json, headers, ...rest } = asked;
  return fetch(`${url}${path}`, {
    ...rest,
    headers: {
      authorization: `Bearer ${token}`,
      ...(json !== undefined && { "content-type": "application/json" }),
      ...(headers as Record<string, string>),
    },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
}
