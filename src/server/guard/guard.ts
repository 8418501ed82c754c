import type { Context as HonoContext, MiddlewareHandler } from "hono";
import type { Door } from "../door.ts";
import { HttpProblem } from "../problem.ts";
import { hasSession, hasToken } from "./credentials.ts";
import { guardHeaders } from "./headers.ts";
import { allowedHosts } from "./hosts.ts";
import { refusal, type RequestSource } from "./request-source.ts";

/**
 * Stands before every route, also before those that do not exist. A request comes through only if it asks for a
 * Host of ours, from no other site, with the token where one is needed, and with JSON where it brings a body.
 */
export function guard(door: Door): MiddlewareHandler {
  const hosts = allowedHosts(door.place);
  return async (c, next) => {
    for (const [name, value] of Object.entries(guardHeaders)) c.header(name, value);
    const refused = refusal(sourceOf(c), hosts);
    if (refused !== null) throw forbidden(refused);
    if (needsCredentials(c, door)) requireCredentials(c, door);
    requireJson(c);
    await next();
  };
}

/** Whether the request may write: by the token itself, or by a session that `hub open` began. */
export function mayWrite(c: HonoContext, door: Door): boolean {
  if (hasToken(c.req.header("authorization"), door.token)) return true;
  const { port } = door.place;
  return hasSession(c.req.header("cookie"), port, door.token, door.ctx.clock.now());
}

function sourceOf(c: HonoContext): RequestSource {
  return {
    method: c.req.method,
    path: c.req.path,
    host: c.req.header("host"),
    origin: c.req.header("origin"),
    fetchSite: c.req.header("sec-fetch-site"),
    fetchMode: c.req.header("sec-fetch-mode"),
    fetchDest: c.req.header("sec-fetch-dest"),
  };
}

export const isRead = (method: string) => method === "GET" || method === "HEAD";

function needsCredentials(c: HonoContext, door: Door): boolean {
  if (!isRead(c.req.method)) return true;
  // A launch link carries its own code.
  return door.reading === "by-token" && c.req.path !== "/launch";
}

function requireCredentials(c: HonoContext, door: Door): void {
  if (hasToken(c.req.header("authorization"), door.token)) return;
  if (!mayWrite(c, door))
    throw new HttpProblem(401, "unauthorized", "this needs the server's token", {
      hint: "send Authorization: Bearer TOKEN, or in a browser run: sync-hooks hub open",
    });
  // A browser names the origin of every write; one that came by cookie without it was made by something else.
  if (!isRead(c.req.method) && c.req.header("origin") === undefined)
    throw forbidden("a write by cookie has to name its origin");
}

function requireJson(c: HonoContext): void {
  if (isRead(c.req.method)) return;
  const type = c.req.header("content-type");
  const length = c.req.header("content-length") ?? "0";
  const hasBody = length !== "0" || c.req.header("transfer-encoding") !== undefined;
  if (type === undefined ? !hasBody : /^application\/json\s*(;|$)/i.test(type)) return;
  throw new HttpProblem(415, "unsupported-media-type", "a request's body has to be JSON", {
    hint: "send Content-Type: application/json",
  });
}

const forbidden = (why: string) => new HttpProblem(403, "forbidden", why);
