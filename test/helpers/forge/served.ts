import type { IncomingMessage, ServerResponse } from "node:http";

/** One repository of a served forge. */
export type ServedRepo = {
  id: number;
  owner: string;
  name: string;
  archived?: boolean;
  empty?: boolean;
  mirror?: boolean;
  fork?: boolean;
  private?: boolean;
  pushedAt?: string | null;
  /** Where it can really be cloned from; else below the served address. */
  cloneUrl?: string;
};

export type ServedForge = {
  url: string;
  /** What it holds now; tests change it while it is read. */
  repos: ServedRepo[];
  token: string;
  user: string;
  /** Gitea: the size to which a page is cut without a word. */
  cap: number;
  /** GitLab: the groups that the user is a member of; null: all that have a repository. */
  memberOf: string[] | null;
  /** GitLab: how far numbered pages of projects reach; its administrator can change it. */
  offsetLimit: number;
  /** Paths with query of every request, oldest first. */
  requests: string[];
  /** Called before each request is answered; `true` means that it has been answered. */
  onRequest: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
};

/** Answers one request as one kind of forge does. */
export type Answer = (
  forge: ServedForge,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void;

/** Owners that are organisations: all but the token's user. */
export const orgs = ({ repos, user }: ServedForge) =>
  [...new Set(repos.map(({ owner }) => owner))].filter((owner) => owner !== user);

/** How many entries a page has by its query, a hundred at most. */
export const pageSize = (url: URL): number =>
  Math.min(Number(url.searchParams.get("per_page") ?? url.searchParams.get("limit") ?? 20), 100);

/** The numbered page that the query asks for. */
export function onPage<T>(url: URL, items: readonly T[]): T[] {
  const number = Number(url.searchParams.get("page") ?? 1);
  return items.slice((number - 1) * pageSize(url), number * pageSize(url));
}

/** What every kind of forge says of a repository in the same words, or nearly. */
export function shared(forge: ServedForge, repo: ServedRepo) {
  const fullName = `${repo.owner}/${repo.name}`;
  return {
    id: repo.id,
    full_name: fullName,
    clone_url: repo.cloneUrl ?? `${forge.url}/${fullName}.git`,
    ssh_url: `git@127.0.0.1:${fullName}.git`,
    html_url: `${forge.url}/${fullName}`,
    default_branch: "main",
    fork: repo.fork ?? false,
    private: repo.private ?? false,
  };
}

/** Answers with JSON, as the forges do. */
export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export function text(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "text/plain", ...headers });
  response.end(body);
}
