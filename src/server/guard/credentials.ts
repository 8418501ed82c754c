import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const sessionMs = 7 * 86_400_000;

/** Compares in a time that tells nothing about where the two differ, nor about their lengths. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** Whether the Authorization header carries the token. */
export function hasToken(authorization: string | undefined, token: string): boolean {
  const [, given] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
  return given !== undefined && isSameSecret(given, token);
}

/** Cookies know no ports: the port in the name keeps two servers of one machine apart. */
const cookieName = (port: number) => `sync-hooks-${port}`;

/**
 * The Set-Cookie header of a session of seven days. The value is signed with the token, which it does not tell;
 * a new token ends every session.
 */
export function sessionCookie(port: number, token: string, now: Date): string {
  const body = `${now.getTime() + sessionMs}.${randomBytes(16).toString("base64url")}`;
  const attributes = `Path=/; Max-Age=${sessionMs / 1000}; HttpOnly; SameSite=Strict`;
  return `${cookieName(port)}=${body}.${sign(body, token)}; ${attributes}`;
}

/** Whether the Cookie header holds a session of this server that has not ended. */
export function hasSession(
  cookies: string | undefined,
  port: number,
  token: string,
  now: Date,
): boolean {
  const name = `${cookieName(port)}=`;
  const values = (cookies ?? "").split(/;\s*/).filter((part) => part.startsWith(name));
  return values.some((part) => isSession(part.slice(name.length), token, now));
}

function isSession(value: string, token: string, now: Date): boolean {
  const [, body = "", expiry = "", signature = ""] =
    /^((\d{1,15})\.[\w-]{1,64})\.([\w-]{1,64})$/.exec(value) ?? [];
  return isSameSecret(signature, sign(body, token)) && Number(expiry) > now.getTime();
}

const sign = (body: string, token: string) =>
  createHmac("sha256", token).update(`sync-hooks session ${body}`).digest("base64url");
