import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { startForge, text, type ServedRepo } from "../helpers/forge-server.ts";
import { makeHome, type Home } from "../helpers/home.ts";
import { startHttpRemote } from "../helpers/http-remote.ts";
import { cloneRemote, commitFile, git, makeRemote, makeRepository } from "../helpers/repository.ts";

const outcomes = async (home: Home) => {
  const { stdout } = await syncHooks(home, ["sweep", "--json"]);
  const { checkouts } = JSON.parse(stdout) as { checkouts: { slug: string; outcome: string }[] };
  return Object.fromEntries(checkouts.map(({ slug, outcome }) => [slug, outcome]));
};

/** Two registered checkouts of repositories that a GitHub lists, over smart HTTP. */
async function world() {
  const plain = makeHome();
  const server = await startHttpRemote(plain);
  const forge = await startForge("github");
  const home = {
    ...plain,
    env: { ...plain.env, GITHUB_URL: forge.url, GITHUB_TOKEN: forge.token },
  };
  const repos = ["api", "web"].map((name, index): ServedRepo & { remote: string } => {
    const remote = makeRemote(home, `team/${name}.git`);
    const cloneUrl = server.url(remote);
    const pushedAt = `2026-01-0${2 - index}T00:00:00Z`;
    return { id: index + 1, owner: "team", name, pushedAt, cloneUrl, remote };
  });
  forge.repos.push(...repos);
  for (const { name, remote, cloneUrl = "" } of repos) {
    const path = makeRepository(home, name, remote);
    git(home, path, "remote", "set-url", "origin", cloneUrl);
    await syncHooks(home, ["add", path]);
  }
  return { home, forge, server, repos };
}

test("what the forge saw no push to is not fetched: one request stands for all of them", async () => {
  const { home, forge, server, repos } = await world();
  expect(await outcomes(home)).toEqual({ api: "nothing-to-do", web: "nothing-to-do" });
  const before = forge.requests.length;
  await server.stop();
  expect(await outcomes(home)).toEqual({ api: "nothing-to-do", web: "nothing-to-do" });
  expect(forge.requests.slice(before).filter((path) => path.includes("sort=pushed"))).toHaveLength(
    1,
  );
  const [api] = repos;
  const listed = forge.repos.find(({ id }) => id === api?.id);
  if (listed) listed.pushedAt = "2026-01-03T00:00:00Z";
  expect(await outcomes(home)).toEqual({ api: "offline", web: "nothing-to-do" });
});

test("a push that the forge tells of is brought in", async () => {
  const { home, forge, repos } = await world();
  await outcomes(home);
  const [api] = repos;
  const other = cloneRemote(home, api?.remote ?? "", "other");
  const commit = commitFile(home, other, "news.md", "news\n");
  git(home, other, "push", "--quiet");
  const listed = forge.repos.find(({ id }) => id === api?.id);
  if (listed) listed.pushedAt = "2026-01-03T00:00:00Z";
  expect(await outcomes(home)).toEqual({ api: "synced", web: "nothing-to-do" });
  expect(git(home, join(home.path, "api"), "rev-parse", "HEAD")).toBe(commit);
});

test("while the forge is away, every remote is fetched as if there were none", async () => {
  const { home, forge, server } = await world();
  await outcomes(home);
  forge.onRequest = (_request, response) => {
    text(response, 401, "no");
    return true;
  };
  expect(await outcomes(home)).toEqual({ api: "nothing-to-do", web: "nothing-to-do" });
  await server.stop();
  expect(await outcomes(home)).toEqual({ api: "offline", web: "offline" });
});

test.each(["gitea", "gitlab"] as const)(
  "%s tells no time that only a push moves, so every remote is fetched",
  async (kind) => {
    const { home, server, repos } = await world();
    const forge = await startForge(kind, repos);
    const { GITHUB_URL: _url, GITHUB_TOKEN: _token, ...plain } = home.env;
    const name = kind.toUpperCase();
    const env = { ...plain, [`${name}_URL`]: forge.url, [`${name}_TOKEN`]: forge.token };
    const other = { ...home, env };
    for (let sweep = 0; sweep < 2; sweep += 1)
      expect(await outcomes(other)).toEqual({ api: "nothing-to-do", web: "nothing-to-do" });
    await server.stop();
    expect(await outcomes(other)).toEqual({ api: "offline", web: "offline" });
  },
);

test("a sweep lists the forges at most once an hour", async () => {
  const { home, forge } = await world();
  const lists = () => forge.requests.filter((path) => path.includes("sort=created")).length;
  await outcomes(home);
  const after = lists();
  expect(after).toBeGreaterThan(0);
  await outcomes(home);
  expect(lists()).toBe(after);
  const { stdout } = await syncHooks(home, ["inventory", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ counts: { registered: 2, unregistered: 0 } });
});
