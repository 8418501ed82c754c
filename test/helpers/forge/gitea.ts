import {
  onPage,
  orgs,
  send,
  shared,
  text,
  type Answer,
  type ServedForge,
  type ServedRepo,
} from "./served.ts";

export const answerGitea: Answer = (forge, request, response, url) => {
  const isUser = request.headers.authorization === `token ${forge.token}`;
  const path = url.pathname.replace("/api/v1", "");
  const visible = forge.repos.filter((repo) => isUser || repo.private !== true);
  const page = (of: readonly ServedRepo[]) => {
    const size = Math.min(Number(url.searchParams.get("limit") ?? 30), forge.cap);
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
};

const giteaRepo = (forge: ServedForge) => (repo: ServedRepo) => ({
  ...shared(forge, repo),
  archived: repo.archived ?? false,
  empty: repo.empty ?? false,
  mirror: repo.mirror ?? false,
  updated_at: "2026-01-01T00:00:00Z",
});
