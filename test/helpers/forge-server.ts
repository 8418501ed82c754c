import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

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
  /** Paths with query of every request, oldest first. */
  requests: string[];
  /** Called before each request is answered; `true` means that it has been answered. */
  onRequest: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
};

/**
 * A forge on loopback that behaves as FINDINGS tells of the real ones: Gitea caps a page at 50 whatever was asked,
 * counts in X-Total-Count, gives Link with its ROOT_URL, answers a bad token with what is public, but for `/user`,
 * and text for unknown paths; GitHub and GitLab refuse a bad token and end with an empty page.
 */
export async function startForge(
  kind: "gitea" | "github" | "gitlab",
  repos: readonly ServedRepo[] = [],
): Promise<ServedForge> {
  const forge: ServedForge = {
    url: "",
    repos: [...repos],
    token: "t0ken-of-ann",
    user: "ann",
    requests: [],
    onRequest: () => false,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", forge.url);
    forge.requests.push(`${url.pathname}${url.search}`);
    if (forge.onRequest(request, response, url)) return;
    answers[kind](forge, request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return forge;
}

type Answer = (
  forge: ServedForge,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void;

const answers: Record<"gitea" | "github" | "gitlab", Answer> = {
  gitea(forge, request, response, url) {
    const isUser = request.headers.authorization === `token ${forge.token}`;
    const path = url.pathname.replace("/api/v1", "");
    const visible = forge.repos.filter((repo) => isUser || repo.private !== true);
    const page = (of: readonly ServedRepo[]) => {
      const size = Math.min(Number(url.searchParams.get("limit") ?? 30), 50);
      const number = Number(url.searchParams.get("page") ?? 1);
      const rootUrl = "https://root-url.invalid";
      send(response, 200, of.slice((number - 1) * size, number * size).map(giteaRepo(forge)), {
        "x-total-count": String(of.length),
        link: `<${rootUrl}/api/v1${path}?page=${number + 1}&limit=100>; rel="next"`,
      });
    };
    const owner = /^\/(orgs|users)\/([^/]+)\/repos$/.exec(path);
    if (path === "/settings/api") return send(response, 200, { max_response_items: 50 });
    if (path === "/user")
      return isUser
        ? send(response, 200, { login: forge.user })
        : send(response, 401, { message: "invalid username, password or token", url: "x" });
    if (path === "/user/orgs")
      return send(
        response,
        200,
        onPage(
          url,
          orgs(forge).map((username) => ({ username })),
        ),
      );
    if (path === "/user/repos") return page(visible.filter((repo) => repo.owner === forge.user));
    if (owner) {
      const name = decodeURIComponent(owner[2] ?? "");
      const isOrg = name !== forge.user;
      const isThere = forge.repos.some((repo) => repo.owner === name);
      if (!isThere || (owner[1] === "orgs") !== isOrg)
        return send(response, 404, { message: "not found", url: "x" });
      return page(visible.filter((repo) => repo.owner === name));
    }
    text(response, 404, "404 page not found");
  },
  github(forge, request, response, url) {
    if (request.headers.authorization !== `Bearer ${forge.token}`)
      return send(response, 401, { message: "Bad credentials" });
    const path = url.pathname.replace("/api/v3", "");
    const page = (of: readonly ServedRepo[]) => {
      const size = Math.min(Number(url.searchParams.get("per_page") ?? 30), 100);
      const number = Number(url.searchParams.get("page") ?? 1);
      const sorted =
        url.searchParams.get("sort") === "pushed"
          ? of.toSorted((a, b) => ((a.pushedAt ?? "") < (b.pushedAt ?? "") ? 1 : -1))
          : of;
      send(response, 200, sorted.slice((number - 1) * size, number * size).map(githubRepo(forge)));
    };
    const owner = /^\/(orgs|users)\/([^/]+)\/repos$/.exec(path);
    if (path === "/user") return send(response, 200, { login: forge.user });
    if (path === "/user/orgs")
      return send(
        response,
        200,
        onPage(
          url,
          orgs(forge).map((login) => ({ login })),
        ),
      );
    if (path === "/user/repos") {
      const isOwn = url.searchParams.get("affiliation") === "owner";
      return page(forge.repos.filter((repo) => !isOwn || repo.owner === forge.user));
    }
    if (owner) {
      const name = decodeURIComponent(owner[2] ?? "");
      if (
        (owner[1] === "orgs") === (name === forge.user) ||
        !orgs(forge).concat(forge.user).includes(name)
      )
        return send(response, 404, { message: "Not Found" });
      return page(forge.repos.filter((repo) => repo.owner === name));
    }
    send(response, 404, { message: "Not Found" });
  },
  gitlab(forge, request, response, url) {
    if (request.headers["private-token"] !== forge.token)
      return send(response, 401, { message: "401 Unauthorized" });
    const path = url.pathname.replace("/api/v4", "");
    const page = (of: readonly ServedRepo[]) =>
      send(response, 200, onPage(url, of.map(gitlabProject(forge))));
    const group = /^\/(groups|users)\/([^/]+)\/projects$/.exec(path);
    if (path === "/user") return send(response, 200, { username: forge.user });
    if (path === "/groups")
      return send(
        response,
        200,
        onPage(
          url,
          tops(forge).map((full_path) => ({ full_path })),
        ),
      );
    if (path === "/projects") return page(forge.repos.filter((repo) => repo.owner === forge.user));
    if (group) {
      const name = decodeURIComponent(group[2] ?? "");
      const inside = forge.repos.filter(
        ({ owner }) => owner === name || owner.startsWith(`${name}/`),
      );
      if (inside.length === 0) return send(response, 404, { message: "404 Group Not Found" });
      return page(inside);
    }
    send(response, 404, { error: "404 Not Found" });
  },
};

const orgs = ({ repos, user }: ServedForge) =>
  [...new Set(repos.map(({ owner }) => owner))].filter((owner) => owner !== user);

const tops = (forge: ServedForge) => [...new Set(orgs(forge).map((owner) => owner.split("/")[0]))];

function onPage<T>(url: URL, items: readonly T[]): T[] {
  const size = Math.min(
    Number(url.searchParams.get("per_page") ?? url.searchParams.get("limit") ?? 20),
    100,
  );
  const number = Number(url.searchParams.get("page") ?? 1);
  return items.slice((number - 1) * size, number * size);
}

const giteaRepo = (forge: ServedForge) => (repo: ServedRepo) => ({
  ...shared(forge, repo),
  archived: repo.archived ?? false,
  empty: repo.empty ?? false,
  mirror: repo.mirror ?? false,
  updated_at: "2026-01-01T00:00:00Z",
});

const githubRepo = (forge: ServedForge) => (repo: ServedRepo) => ({
  ...shared(forge, repo),
  archived: repo.archived ?? false,
  size: repo.empty === true ? 0 : 12,
  pushed_at: repo.pushedAt ?? null,
  mirror_url: repo.mirror === true ? "git://elsewhere" : null,
});

const gitlabProject = (forge: ServedForge) => (repo: ServedRepo) => {
  const { id, full_name, clone_url, ssh_url, html_url, default_branch } = shared(forge, repo);
  return {
    id,
    path_with_namespace: full_name,
    http_url_to_repo: clone_url,
    ssh_url_to_repo: ssh_url,
    web_url: html_url,
    default_branch,
    archived: repo.archived ?? false,
    empty_repo: repo.empty ?? false,
    ...(repo.fork === true && { forked_from_project: { id: 1 } }),
    visibility: repo.private === true ? "private" : "public",
  };
};

function shared(forge: ServedForge, repo: ServedRepo) {
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
