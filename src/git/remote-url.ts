/** Where a remote URL leads. `key` is `host/owner/name`, the same for every spelling of one repository. */
export type RemoteKey = { key: string; host: string; owner: string | null; name: string };

/**
 * Reads a remote URL as git does (git-fetch(1), "GIT URLS"): `scheme://`, scp-like `user@host:path`, and
 * local paths. `aliases` maps an ssh host alias to the real host name. Ports, users, credentials, `.git`,
 * a trailing slash and the host's case do not count; in the key owner and name are in lower case too,
 * since forges tell no two apart by it. Null for a local path, `file://`, or text that names no repository.
 */
export function remoteKey(url: string, aliases: Record<string, string>): RemoteKey | null {
  const place = locate(url.trim());
  if (place === null) return null;
  const spoken = place.host.toLowerCase().replace(/\.$/, "");
  const host = lookUp(aliases, spoken).toLowerCase();
  const segments = place.path.split("/").filter((segment) => segment !== "" && segment !== ".");
  const last = segments.pop()?.replace(/\.git$/i, "");
  if (host === "" || last === undefined || last === "") return null;
  const owner = segments.length === 0 ? null : segments.join("/");
  const key = [host, ...segments, last].join("/").toLowerCase();
  return { key, host, owner, name: last };
}

/** The host and the path of a remote that lies on another machine; null for a place on this one. */
function locate(url: string): { host: string; path: string } | null {
  const schemed =
    /^(?:\w[\w+.-]*::)?([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)*(\[[^\]]*\]|[^/:]*)(?::\d*)?(\/.*)?$/i.exec(
      url,
    );
  if (schemed) {
    const [, scheme = "", host = "", path = ""] = schemed;
    if (scheme.toLowerCase() === "file") return null;
    return { host: bare(host), path: decode(withoutQuery(path)) };
  }
  if (/^[a-z]:[\\/]/i.test(url)) return null;
  const scpLike = /^(?:[^/@]*@)?(\[[^\]]+\]|[^/:\\[\]]+):(?!:)(.+)$/.exec(url);
  if (!scpLike) return null;
  const [, host = "", path = ""] = scpLike;
  return { host: scpHost(host), path: path.replace(/^~[^/]*(?=\/)/, "") };
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, "$1");

/** git takes `[host:port]:path` too; a single colon in the brackets parts a port, more are an IPv6 address. */
const scpHost = (host: string) => bare(host).replace(/^([^:]+):\d+$/, "$1");

const withoutQuery = (path: string) => path.replace(/[?#].*$/, "");

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // A stray percent sign is part of the name.
  }
}

function lookUp(aliases: Record<string, string>, host: string): string {
  const found = Object.entries(aliases).find(([alias]) => alias.toLowerCase() === host);
  return found?.[1] ?? host;
}
