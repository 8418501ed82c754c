import {
  onPage,
  orgs,
  send,
  shared,
  type Answer,
  type ServedForge,
  type ServedRepo,
} from "./served.ts";

export const answerGithub: Answer = (forge, request, response, url) => {
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
};

const githubRepo = (forge: ServedForge) => (repo: ServedRepo) => ({
  ...shared(forge, repo),
  archived: repo.archived ?? false,
  size: repo.empty === true ? 0 : 12,
  pushed_at: repo.pushedAt ?? null,
  mirror_url: repo.mirror === true ? "git://elsewhere" : null,
});
