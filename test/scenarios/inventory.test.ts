import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { text } from "../helpers/forge-server.ts";
import { writeFile } from "../helpers/home.ts";
import { homeWithGitea, inventoryDocument as document, register } from "../helpers/inventory.ts";
import { git, makeRepository } from "../helpers/repository.ts";

test("GITEA_URL and GITEA_TOKEN alone show what is registered, what is not, and what is only here", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push(
    { id: 1, owner: "team", name: "api" },
    { id: 2, owner: "team", name: "web", archived: true, fork: true },
    { id: 3, owner: "ann", name: "notes", private: true },
  );
  await register(home, forge, "team/api");
  const local = makeRepository(home, "scratch");
  await syncHooks(home, ["add", local]);
  const found = await document(home);
  expect(found).toMatchObject({
    status: 0,
    counts: { registered: 1, unregistered: 2, hub_only: 1, ignored: 0 },
    registered: [{ full_name: "team/api", slug: "api", freshness: "never", renamed_from: null }],
    unregistered: [
      { full_name: "ann/notes", private: true },
      { full_name: "team/web", archived: true, fork: true },
    ],
    hub_only: [{ slug: "scratch", reason: "no-remote" }],
  });
  const { stdout } = await syncHooks(home, ["inventory"]);
  expect(stdout).toMatch(/Not registered \(2\)[\s\S]*team\/web .*archived, fork/);
  expect(stdout).not.toContain(forge.token);
});

test("a renamed repository is still the registered one, and its new name is told", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" });
  await register(home, forge, "team/api");
  await document(home);
  forge.repos = [{ id: 1, owner: "company", name: "backend" }];
  expect(await document(home, "--refresh")).toMatchObject({
    registered: [{ full_name: "company/backend", slug: "api", renamed_from: "127.0.0.1/team/api" }],
    unregistered: [],
    hub_only: [],
  });
  const { stdout } = await syncHooks(home, ["inventory"]);
  expect(stdout).toContain("git remote set-url");
  const twin = makeRepository(home, "twin");
  git(home, twin, "remote", "add", "origin", `${forge.url}/company/backend.git`);
  expect((await syncHooks(home, ["add", twin])).stdout).toContain("api");
});

test("a forge that is away keeps its last list, tells its age, and ends with 2", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" });
  await document(home);
  forge.onRequest = (_request, response) => {
    text(response, 503, "upstream is gone");
    return true;
  };
  writeFile(home.path, ".config/sync-hooks/config.yaml", "network:\n  retries: 0\n");
  const found = await document(home, "--refresh");
  expect(found).toMatchObject({
    status: 2,
    forges: [{ problem: { code: "offline" }, repositories: 1, listed_at: expect.any(String) }],
    unregistered: [{ full_name: "team/api" }],
  });
  const { stdout, status } = await syncHooks(home, ["inventory", "--refresh"]);
  expect(status).toBe(2);
  expect(stdout).toMatch(/is away: answered 503[\s\S]*shown is the list of/);
});

test("a token that is refused ends with 1 and leaves the last list", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" }, { id: 2, owner: "team", name: "open" });
  await document(home);
  const other = { ...home, env: { ...home.env, GITEA_TOKEN: "wr0ng" } };
  const found = await document(other, "--refresh");
  expect(found).toMatchObject({ status: 1, forges: [{ problem: { code: "auth" } }] });
  expect(found["unregistered"]).toHaveLength(2);
  expect(JSON.stringify(found)).not.toContain("wr0ng");
});

test("a repository is recognised by any URL of any remote, after insteadOf, ssh aliases and case", async () => {
  const { home, forge } = await homeWithGitea();
  const all = ["second", "pushed", "short", "alias", "case", "upstream"];
  forge.repos.push(...all.map((name, index) => ({ id: index + 1, owner: "team", name })));
  const folder = ".config/sync-hooks/config.yaml";
  writeFile(home.path, folder, "host_aliases:\n  work: 127.0.0.1\n");
  git(home, home.path, "config", "--global", `url.${forge.url}/.insteadOf`, "our:");
  const elsewhere = (name: string) => `https://elsewhere.example/mirror/${name}.git`;
  const remotes: Record<string, string[][]> = {
    second: [
      ["add", "origin", elsewhere("second")],
      ["set-url", "--add", "origin", `${forge.url}/team/second`],
    ],
    pushed: [
      ["add", "origin", elsewhere("pushed")],
      ["set-url", "--push", "origin", "ssh://git@127.0.0.1:2222/team/pushed.git"],
    ],
    short: [["add", "origin", "our:team/short.git"]],
    alias: [["add", "origin", "git@work:team/alias.git"]],
    case: [["add", "origin", `${forge.url}/Team/CASE.git`]],
    upstream: [
      ["add", "origin", elsewhere("upstream")],
      ["add", "upstream", `${forge.url}/team/upstream.git`],
    ],
  };
  for (const [name, lines] of Object.entries(remotes)) {
    const path = makeRepository(home, name);
    for (const line of lines) git(home, path, "remote", ...line);
    await syncHooks(home, ["add", path]);
  }
  const found = await document(home);
  expect(found).toMatchObject({ counts: { registered: 6, unregistered: 0, hub_only: 0 } });
  const registered = found["registered"] as { full_name: string; slug: string }[];
  for (const { full_name: fullName, slug } of registered)
    expect(fullName.split("/")[1]).toBe(slug.split("/").at(-1)?.toLowerCase());
});

test("--only shows one part, with the counts of all", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push(
    { id: 1, owner: "team", name: "api" },
    { id: 2, owner: "team", name: "web", mirror: true, empty: true },
  );
  await register(home, forge, "team/api");
  const found = await document(home, "--only", "unregistered");
  expect(found).toMatchObject({
    counts: { registered: 1, unregistered: 1 },
    unregistered: [{ full_name: "team/web" }],
  });
  expect(found).not.toHaveProperty("registered");
  const { stdout } = await syncHooks(home, ["inventory", "--only", "unregistered"]);
  expect(stdout).toMatch(/team\/web .*empty, mirror/);
  expect(stdout).not.toContain("team/api");
  const wrong = await syncHooks(home, ["inventory", "--only", "nothing"]);
  expect(wrong).toMatchObject({ status: 64, stderr: expect.stringContaining("hub-only") });
});

test("an ignored repository is left out until it is taken in again", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" });
  await document(home);
  await syncHooks(home, ["inventory", "ignore", "team/api"]);
  expect(await document(home, "--refresh")).toMatchObject({
    unregistered: [],
    ignored: [{ full_name: "team/api" }],
  });
  await syncHooks(home, ["inventory", "ignore", "TEAM/api", "--undo"]);
  expect(await document(home)).toMatchObject({
    unregistered: [{ full_name: "team/api" }],
    ignored: [],
  });
  const missing = await syncHooks(home, ["inventory", "ignore", "team/apo"]);
  expect(missing).toMatchObject({ status: 64, stderr: expect.stringContaining("team/api") });
});
