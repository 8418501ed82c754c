import { expect, test } from "vitest";
import type { ForgeAccount, ForgeKind } from "../../../src/forge/forge.ts";
import { listForge } from "../../../src/forge/list-forge.ts";
import {
  send,
  startForge,
  text,
  type ServedForge,
  type ServedRepo,
} from "../../helpers/forge-server.ts";
import { startHangingServer } from "../../helpers/hanging-server.ts";

const network = { retries: 1, timeout: 5000 };
const kinds: ForgeKind[] = ["gitea", "github", "gitlab"];

const account = (forge: ServedForge, kind: ForgeKind, more: Partial<ForgeAccount> = {}) => ({
  name: "work",
  kind,
  url: forge.url,
  token: forge.token,
  owners: null,
  own: "listed" as const,
  ...more,
});

const many = (count: number, owner = "team"): ServedRepo[] =>
  Array.from({ length: count }, (_value, index) => ({
    id: index + 1,
    owner,
    name: `r${index + 1}`,
  }));

const names = async (forge: ServedForge, kind: ForgeKind, more: Partial<ForgeAccount> = {}) => {
  const { repos, missing } = await listForge(account(forge, kind, more), network, new Map());
  return { names: repos.map(({ fullName }) => fullName), missing };
};

test.each(
  kinds.flatMap((kind) => [0, 1, 49, 50, 51, 100, 101, 230].map((count) => [kind, count] as const)),
)("%s lists all of %d repositories, each once", async (kind, count) => {
  const forge = await startForge(kind, many(count, "ann"));
  const found = await names(forge, kind);
  expect(found.missing).toBe(0);
  expect(found.names.toSorted()).toEqual(
    many(count, "ann")
      .map(({ name }) => `ann/${name}`)
      .toSorted(),
  );
});

test("a page that the server cuts to less than it says it does leaves no gap", async () => {
  const forge = await startForge("gitea", many(101, "ann"));
  forge.cap = 30;
  expect(new Set((await names(forge, "gitea")).names).size).toBe(101);
});

test("10,000 repositories are listed to the last one", async () => {
  const forge = await startForge("gitea", many(10_000));
  expect(new Set((await names(forge, "gitea")).names).size).toBe(10_000);
});

test.each(kinds)(
  "%s lists the organisations of the token's user and the user's own",
  async (kind) => {
    const forge = await startForge(kind, [
      { id: 1, owner: "team", name: "api", private: true },
      { id: 2, owner: "other", name: "web" },
      { id: 3, owner: "ann", name: "notes" },
    ]);
    expect((await names(forge, kind)).names.toSorted()).toEqual([
      "ann/notes",
      "other/web",
      "team/api",
    ]);
    expect((await names(forge, kind, { owners: ["team"], own: "left-out" })).names).toEqual([
      "team/api",
    ]);
    expect((await names(forge, kind, { owners: ["ann"], own: "left-out" })).names).toEqual([
      "ann/notes",
    ]);
  },
);

test.each([
  ["the user's own projects", "ann", {}],
  ["a named user's projects", "ann", { owners: ["ann"], own: "left-out" as const }],
  ["a group's projects", "team", {}],
])("gitlab lists %s beyond the offset at which numbered pages end", async (_what, owner, more) => {
  const forge = await startForge("gitlab", many(451, owner));
  forge.offsetLimit = 200;
  expect(new Set((await names(forge, "gitlab", more)).names).size).toBe(451);
});

test("gitlab lists the subgroup of a user who is no member of what is above it, and none twice", async () => {
  const forge = await startForge("gitlab", [
    { id: 1, owner: "team/tools", name: "api" },
    { id: 2, owner: "team/tools/deep", name: "web" },
    { id: 3, owner: "team", name: "secret" },
  ]);
  forge.memberOf = ["team/tools", "team/tools/deep"];
  expect((await names(forge, "gitlab")).names).toEqual(["team/tools/api", "team/tools/deep/web"]);
  const asked = forge.requests.filter((path) => path.includes("/groups/"));
  expect(asked.filter((path) => path.includes("deep"))).toEqual([]);
});

test("gitlab lists the projects of subgroups", async () => {
  const forge = await startForge("gitlab", [
    { id: 1, owner: "team/tools", name: "api" },
    { id: 2, owner: "team", name: "web" },
  ]);
  expect((await names(forge, "gitlab")).names).toEqual(["team/tools/api", "team/web"]);
});

test.each(kinds)("%s: a token that is refused is an error, never a short list", async (kind) => {
  const forge = await startForge(kind, [
    { id: 1, owner: "team", name: "open" },
    { id: 2, owner: "team", name: "closed", private: true },
  ]);
  await expect(names(forge, kind, { token: "wrong", owners: ["team"] })).rejects.toMatchObject({
    code: "auth",
    hint: expect.stringContaining("new token"),
  });
});

test("without a token, what is public is listed", async () => {
  const forge = await startForge("gitea", [
    { id: 1, owner: "team", name: "open" },
    { id: 2, owner: "team", name: "closed", private: true },
  ]);
  expect((await names(forge, "gitea", { token: null, owners: ["team"] })).names).toEqual([
    "team/open",
  ]);
});

test("an owner that the forge does not know is named in the error", async () => {
  const forge = await startForge("gitea", many(1));
  await expect(names(forge, "gitea", { owners: ["nobody"] })).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("nobody"),
  });
});

test("a repository that slips between two pages while the list is read is found", async () => {
  const forge = await startForge("gitea", many(120));
  let pages = 0;
  forge.onRequest = (_request, _response, url) => {
    if (url.pathname.endsWith("/orgs/team/repos") && (pages += 1) === 2) forge.repos.shift();
    return false;
  };
  const found = await names(forge, "gitea");
  expect(found.names).toEqual(
    expect.arrayContaining(
      many(120)
        .slice(1)
        .map(({ name }) => `team/${name}`),
    ),
  );
  expect(found.missing).toBe(0);
});

test("a known repository that one reading does not show is looked for in a second", async () => {
  const forge = await startForge("github", many(3, "team"));
  const readings: string[][] = [];
  forge.onRequest = (_request, response, url) => {
    if (!url.pathname.endsWith("/orgs/team/repos") || url.searchParams.get("page") !== "1")
      return false;
    readings.push([]);
    if (readings.length > 1) return false;
    send(response, 200, []);
    return true;
  };
  const known = new Map([["2", "team/r2"]]);
  const { repos } = await listForge(account(forge, "github"), network, known);
  expect(repos.map(({ id }) => id)).toEqual(["1", "2", "3"]);
});

test("a server that counts more than it shows is told of, and the list is not read for ever", async () => {
  const forge = await startForge("gitea");
  forge.repos = many(2);
  forge.onRequest = (_request, response, url) => {
    if (!url.pathname.endsWith("/orgs/team/repos")) return false;
    const isFirst = url.searchParams.get("page") === "1";
    const repo = { id: 1, full_name: "team/r1" };
    send(response, 200, isFirst ? [repo] : [], { "x-total-count": "60" });
    return true;
  };
  expect(await names(forge, "gitea")).toEqual({ names: ["team/r1"], missing: 59 });
  expect(forge.requests.filter((path) => path.includes("/orgs/team/repos")).length).toBeLessThan(
    10,
  );
});

test("a server that gives the same page whatever is asked ends the list", async () => {
  const forge = await startForge("github", many(1, "team"));
  forge.onRequest = (_request, response, url) => {
    if (!url.pathname.endsWith("/orgs/team/repos")) return false;
    send(response, 200, [{ id: 1, full_name: "team/r1" }]);
    return true;
  };
  expect((await names(forge, "github")).names).toEqual(["team/r1"]);
});

test.each([
  ["429 with retry-after", 429, { "retry-after": "0" }],
  ["403 with retry-after", 403, { "retry-after": "0" }],
  ["403 with its limit used up", 403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }],
  ["503", 503, {}],
])("after a %s the request is made again", async (_what, status, headers) => {
  const forge = await startForge("github", many(2, "ann"));
  let refused = 0;
  forge.onRequest = (_request, response) => {
    if ((refused += 1) > 1) return false;
    text(response, status, "slow down", headers as Record<string, string>);
    return true;
  };
  expect((await names(forge, "github")).names).toHaveLength(2);
});

test("a forge that wants an hour of peace is left alone, with the time told", async () => {
  const forge = await startForge("github");
  forge.onRequest = (_request, response) => {
    text(response, 429, "", { "retry-after": "3600" });
    return true;
  };
  await expect(names(forge, "github")).rejects.toMatchObject({
    code: "offline",
    message: expect.stringContaining("3600 s"),
  });
  expect(forge.requests).toHaveLength(1);
});

test("a renamed organisation's redirect is followed on the same host", async () => {
  const forge = await startForge("gitea", many(2, "new"));
  forge.onRequest = (_request, response, url) => {
    if (!url.pathname.endsWith("/orgs/old/repos")) return false;
    response
      .writeHead(302, { location: `${url.pathname.replace("old", "new")}${url.search}` })
      .end();
    return true;
  };
  expect((await names(forge, "gitea", { owners: ["old"] })).names).toEqual(["new/r1", "new/r2"]);
});

test("the token never goes to another host, and a redirect there is an error that names it", async () => {
  const thief = await startForge("gitea", many(1));
  const forge = await startForge("gitea", many(1));
  forge.onRequest = (_request, response, url) => {
    response.writeHead(302, { location: `${thief.url}${url.pathname}` }).end();
    return true;
  };
  await expect(names(forge, "gitea")).rejects.toMatchObject({
    code: "forge",
    message: expect.stringContaining(thief.url),
  });
  expect(thief.requests).toEqual([]);
});

test.each(kinds)(
  "%s: a page of text where JSON was due is an error that names the place",
  async (kind) => {
    const forge = await startForge(kind, many(1, "ann"));
    forge.onRequest = (_request, response) => {
      text(response, 200, "<html>please log in</html>");
      return true;
    };
    await expect(names(forge, kind)).rejects.toMatchObject({
      code: "forge",
      message: expect.stringMatching(/work.*(JSON|does not answer)/),
    });
  },
);

test.each(kinds)(
  "%s: an entry of another shape is an error, not a hole in the list",
  async (kind) => {
    const forge = await startForge(kind, many(1, "team"));
    forge.onRequest = (_request, response, url) => {
      if (!/\/(orgs|groups)\/team\//.test(url.pathname)) return false;
      send(response, 200, [{ name: "no id" }], { "x-total-count": "1" });
      return true;
    };
    await expect(names(forge, kind)).rejects.toMatchObject({
      code: "forge",
      message: expect.stringContaining("id"),
    });
  },
);

test("a forge that hangs is offline once its time is up", async () => {
  const port = await startHangingServer();
  const forge = { url: `http://127.0.0.1:${port}`, token: "x" } as ServedForge;
  await expect(
    listForge(account(forge, "gitea"), { retries: 0, timeout: 300 }, new Map()),
  ).rejects.toMatchObject({ code: "offline", message: expect.stringContaining("no answer") });
});

test("a forge that refuses connections is offline, with the place told", async () => {
  const forge = { url: "http://127.0.0.1:9", token: "x" } as ServedForge;
  await expect(
    listForge(account(forge, "gitlab"), { retries: 0, timeout: 2000 }, new Map()),
  ).rejects.toMatchObject({ code: "offline", message: expect.stringContaining("127.0.0.1:9") });
});

test("archived, empty, mirror, fork and private are read on every kind that tells them", async () => {
  const repo = {
    id: 7,
    owner: "ann",
    name: "x",
    archived: true,
    empty: true,
    mirror: true,
    fork: true,
    private: true,
  };
  for (const kind of kinds) {
    const forge = await startForge(kind, [repo]);
    const { repos } = await listForge(account(forge, kind), network, new Map());
    expect(repos).toMatchObject([
      { id: "7", archived: true, empty: true, mirror: true, fork: true, private: true },
    ]);
  }
});
