import { isIPv6 } from "node:net";

/** Where the server listens, and by what further names it is asked for. */
export type Place = {
  host: string;
  port: number;
  /** Names of this machine, for a server that listens on all of its addresses. */
  ownNames: readonly string[];
  /** From the config: `name` or `name:port`. */
  allowedHosts: readonly string[];
};

const loopbackNames = ["127.0.0.1", "localhost", "::1"];
const wildcards = ["0.0.0.0", "::"];

/** Whether only programs of this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return loopbackNames.includes(name) || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * The exact Host headers that are answered. A page of somebody else's name that was made to point here (DNS
 * rebinding) sends that name, and is refused.
 */
export function allowedHosts(place: Place): ReadonlySet<string> {
  const { host, port, ownNames, allowedHosts: more } = place;
  const bound = wildcards.includes(host) ? ownNames : [host];
  const names = [...(isLoopback(host) || wildcards.includes(host) ? loopbackNames : []), ...bound];
  const own = names.flatMap((name) => withPort(name, port));
  const given = more.flatMap((name) => (/:\d+$/.test(name) ? [name] : [name, `${name}:${port}`]));
  return new Set([...own, ...given].map((name) => name.toLowerCase()));
}

/** A browser leaves the port 80 out. */
function withPort(name: string, port: number): string[] {
  const host = isIPv6(name) ? `[${name}]` : name;
  return port === 80 ? [host, `${host}:80`] : [`${host}:${port}`];
}

/** The address as a browser takes it, with its final slash. */
export function urlOf(host: string, port: number): string {
  const shown = wildcards.includes(host) ? "127.0.0.1" : host;
  return `http://${isIPv6(shown) ? `[${shown}]` : shown}:${port}/`;
}
