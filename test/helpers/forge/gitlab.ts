import {
  onPage,
  orgs,
  pageSize,
  send,
  shared,
  type Answer,
  type ServedForge,
  type ServedRepo,
} from "./served.ts";

/**
 * As lib/api of gitlab-org/gitlab has it: lists of projects have pages by keyset, and numbered ones up to an offset;
 * lists of groups, and of a group's projects, have numbered pages alone and no such end.
 */
export const answerGitlab: Answer = (forge, request, response, url) => {
  if (request.headers["private-token"] !== forge.token)
    return send(response, 401, { message: "401 Unauthorized" });
  const path = url.pathname.replace("/api/v4", "");
  const [, kind, encoded = ""] = /^\/(groups|users)\/([^/]+)\/projects$/.exec(path) ?? [];
  const owner = decodeURIComponent(encoded);
  const projects = (of: readonly ServedRepo[]) => of.map(gitlabProject(forge));
  if (path === "/user") return send(response, 200, { username: forge.user });
  if (path === "/groups")
    return send(response, 200, onPage(url, groupsOf(forge, url)).map(asGroup));
  if (path === "/projects" || (kind === "users" && owner === forge.user)) {
    const own = forge.repos.filter((repo) => repo.owner === forge.user);
    if (url.searchParams.get("pagination") === "keyset")
      return isById(url)
        ? send(response, 200, projects(behind(url, own)))
        : send(response, 405, { error: "Keyset pagination is not yet available" });
    if (offsetOf(url) > forge.offsetLimit)
      return send(response, 405, {
        error: `Offset pagination has a maximum allowed offset of ${forge.offsetLimit}`,
      });
    return send(response, 200, projects(onPage(url, own)));
  }
  const inside = forge.repos.filter(
    (repo) => repo.owner === owner || repo.owner.startsWith(`${owner}/`),
  );
  if (kind === "groups" && owner !== forge.user && inside.length > 0)
    return send(response, 200, projects(onPage(url, inside)));
  send(response, 404, kind === "groups" ? { message: "404 Group Not Found" } : { error: "404" });
};

/** Where the token's user is a member: of every group and those above it, unless the test names them. */
function groupsOf(forge: ServedForge, url: URL): string[] {
  const all = forge.memberOf ?? [
    ...new Set(orgs(forge).flatMap((owner) => [owner.split("/", 1)[0] ?? owner, owner])),
  ];
  return url.searchParams.get("top_level_only") === "true"
    ? all.filter((group) => !group.includes("/"))
    : all;
}

const asGroup = (full_path: string) => ({ full_path });

const isById = (url: URL) => url.searchParams.get("order_by") === "id";

/** The page by keyset: those with the lowest ids above `id_after`. */
function behind(url: URL, repos: readonly ServedRepo[]): ServedRepo[] {
  const after = Number(url.searchParams.get("id_after") ?? 0);
  const rest = repos.filter(({ id }) => id > after).toSorted((one, other) => one.id - other.id);
  return rest.slice(0, pageSize(url));
}

const offsetOf = (url: URL) => Number(url.searchParams.get("page") ?? 1) * pageSize(url);

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
    ...(repo.mirror !== undefined && { mirror: repo.mirror }),
    ...(repo.fork === true && { forked_from_project: { id: 1 } }),
    visibility: repo.private === true ? "private" : "public",
  };
};
