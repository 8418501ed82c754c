/** What a request says about where it comes from. */
export type RequestSource = {
  method: string;
  path: string;
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`, `-Mode` and `-Dest`, which a page cannot forge (https://www.w3.org/TR/fetch-metadata/). */
  fetchSite: string | undefined;
  fetchMode: string | undefined;
  fetchDest: string | undefined;
};

/** Why a request is refused, in words for its sender; null where nothing speaks against it. */
export function refusal(source: RequestSource, hosts: ReadonlySet<string>): string | null {
  const host = source.host?.toLowerCase();
  if (host === undefined || !hosts.has(host)) return "this server is not known by that Host";
  if (source.origin !== undefined && !isSameOrigin(source.origin, host))
    return "requests of another origin are refused";
  if (isForeign(source.fetchSite) && !isVisit(source))
    return "requests of another site are refused";
  return null;
}

/** Also through a proxy that speaks https: scheme apart, the origin is the host that was asked for. */
function isSameOrigin(origin: string, host: string): boolean {
  const [, authority] = /^https?:\/\/([^/?#@\s]+)$/i.exec(origin) ?? [];
  return authority?.toLowerCase() === host;
}

/** `same-site` is another port of this host: another program. `none` is the address bar. */
const isForeign = (site: string | undefined) => site === "cross-site" || site === "same-site";

/** A link that somebody followed to a page, in a tab of its own. It shows the page and changes nothing. */
function isVisit({ method, path, fetchMode, fetchDest }: RequestSource): boolean {
  const isPage = path === "/" || path === "/launch";
  return isPage && method === "GET" && fetchMode === "navigate" && fetchDest === "document";
}
