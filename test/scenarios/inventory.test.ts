import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { startForge, text, type ServedForge } from "../helpers/forge-server.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { startHttpRemote } from "../helpers/http-remote.ts";
import { git, makeRemote, makeRepository } from "../helpers/repository.ts";

const document = async (home: Home, ...args: string[]) => {
  const { stdout, status, stderr } = await syncHooks(home, ["inventory", ...args, "--json"]);
  const shown: Record<string, unknown> = JSON.parse(stdout);
  return { status, stderr, ...shown } as Record<string, unknown>;
};

/** A home whose environment names a Gitea, and nothing else does. */
async function homeWithGitea(): Promise<{ home: Home; forge: ServedForge }> {
  const forge = await startForge("gitea");
  const plain = makeHome();
  const env = { ...plain.env, GITEA_URL: forge.url, GITEA_TOKEN: forge.token };
  return { home: { ...plain, env }, forge };
}

/** A registered checkout whose remote is the forge's repository. */
async function register(home: Home, forge: ServedForge, fullName: string): Promise<string> {
  const path = makeRepository(home, fullName);
  git(home, path, "remote", "add", "origin", `${forge.url}/${fullName}.git`);
  await syncHooks(home, ["add", path]);
  return path;
}

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

test("adopt --all clones, registers and installs, goes on after a failure, and can be run again", async () => {
  const { home, forge } = await homeWithGitea();
  const [api, web] = ["api", "web"].map((name) => makeRemote(home, `srv/${name}.git`));
  const server = await startHttpRemote(home);
  const seed = makeRepository(home, "seed");
  for (const remote of [api, web]) git(home, seed, "push", "--quiet", remote ?? "", "main");
  const broken = {
    id: 2,
    owner: "team",
    name: "broken",
    cloneUrl: server.url(join(home.path, "srv/none.git")),
  };
  forge.repos.push(
    { id: 1, owner: "team", name: "api", cloneUrl: server.url(api ?? "") },
    broken,
    { id: 3, owner: "team", name: "old", archived: true },
    { id: 4, owner: "team", name: "web", cloneUrl: server.url(web ?? "") },
  );
  await document(home);
  const code = join(home.path, "code");
  const first = await syncHooks(home, ["inventory", "adopt", "--all", "--clone", code]);
  expect(first.status).toBe(1);
  expect(first.stderr).toMatch(/\[1\/3\] team\/api[\s\S]*team\/broken: .*cannot clone/);
  for (const name of ["api", "web"])
    expect(readFileSync(join(code, name, ".git/hooks/post-commit"), "utf8")).toContain(
      "sync-hooks",
    );
  expect(existsSync(join(code, "broken"))).toBe(false);
  git(home, seed, "push", "--quiet", makeRemote(home, "srv/none.git"), "main");
  const again = await syncHooks(home, ["inventory", "adopt", "--all", "--clone", code]);
  expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("broken") });
});

test("adopt takes a clone that stands there already, and never another thing's place", async () => {
  const { home, forge } = await homeWithGitea();
  forge.repos.push({ id: 1, owner: "team", name: "api" }, { id: 2, owner: "team", name: "web" });
  await document(home);
  const path = makeRepository(home, "code/api");
  git(home, path, "remote", "add", "origin", `${forge.url}/team/api.git`);
  mkdirSync(join(home.path, "code/web"));
  const code = join(home.path, "code");
  const found = await syncHooks(home, ["inventory", "adopt", "team/api", "--clone", code]);
  expect(found).toMatchObject({ status: 0, stdout: expect.stringContaining("found  api") });
  const refused = await syncHooks(home, ["inventory", "adopt", "team/web", "--clone", code]);
  expect(refused).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("stands there already"),
  });
});

test("several forges at once: from the config, a private .env, a token file and git credential", async () => {
  const home = makeHome();
  const [gitea, github, gitlab] = [
    await startForge("gitea", [{ id: 1, owner: "team", name: "api" }]),
    await startForge("github", [{ id: 1, owner: "team", name: "api" }]),
    await startForge("gitlab", [{ id: 1, owner: "team/sub", name: "api" }]),
  ];
  const host = new URL(gitlab.url).host;
  const helper = `!f() { grep -q host=${host} && echo username=ann && echo password=${gitlab.token}; }; f`;
  git(home, home.path, "config", "--global", "credential.helper", helper);
  const folder = ".config/sync-hooks";
  writeFile(home.path, `${folder}/.env`, `TEA="${gitea.token}"\n`, 0o600);
  writeFile(home.path, `${folder}/hub-token`, `${github.token}\n`, 0o600);
  writeFile(
    home.path,
    `${folder}/config.yaml`,
    `forges:
  - { name: tea, kind: gitea, url: "${gitea.url}/", token: { env: TEA } }
  - { name: hub, kind: github, url: "${github.url}", token: { file: hub-token } }
  - { name: lab, kind: gitlab, url: "${gitlab.url}", token: { credential: true } }
`,
  );
  const found = await document(home);
  expect(found["forges"]).toMatchObject([
    { name: "hub", problem: null, repositories: 1 },
    { name: "lab", problem: null, repositories: 1 },
    { name: "tea", problem: null, repositories: 1 },
  ]);
  expect((await document(home, "--forge", "lab"))["unregistered"]).toMatchObject([
    { full_name: "team/sub/api" },
  ]);
  const ambiguous = await syncHooks(home, ["inventory", "adopt", "team/api"]);
  expect(ambiguous).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("hub:team/api or tea:team/api"),
  });
});

test("a token in the config, and a .env that others can read, are refused with the mend", async () => {
  const home = makeHome();
  const config = "forges:\n  - { kind: gitea, url: https://git.example.org, token: s3cret }\n";
  const file = writeFile(home.path, ".config/sync-hooks/config.yaml", config);
  const inConfig = await syncHooks(home, ["inventory"]);
  expect(inConfig.status).toBe(78);
  expect(inConfig.stderr).toContain("{ env: NAME }");
  expect(inConfig.stderr).not.toContain("s3cret");
  writeFile(home.path, ".config/sync-hooks/config.yaml", "");
  writeFile(home.path, ".config/sync-hooks/.env", "GITEA_TOKEN=x\n", 0o644);
  expect(await syncHooks(home, ["inventory"])).toMatchObject({
    status: 78,
    stderr: expect.stringContaining("chmod 600"),
  });
  expect(existsSync(file)).toBe(true);
});
