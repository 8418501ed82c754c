import { chmodSync, chownSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { git, makeRepository } from "../helpers/repository.ts";
import { requires, requiresRoot } from "../helpers/requirements.ts";
import { syncHooksAsNobody } from "../helpers/unprivileged.ts";

type Listed = { slug: string; path: string; exists: boolean; paused_until: string | null };

async function listed(home: Home): Promise<Listed[]> {
  const { stdout } = await syncHooks(home, ["list", "--json"]);
  return (JSON.parse(stdout) as { checkouts: Listed[] }).checkouts;
}

const lacksRoot = requiresRoot("act as another user") || requires("setpriv", "util-linux");

describe("add", () => {
  test("registers paths; a second time changes nothing", async () => {
    const home = makeHome();
    const [api, web] = [makeRepository(home, "code/api"), makeRepository(home, "code/web")];
    const first = await syncHooks(home, ["add", api, "code/web"]);
    expect(first).toEqual({
      status: 0,
      stdout: `added  api  ${api}\nadded  web  ${web}\n`,
      stderr: "",
    });
    const before = await listed(home);
    const again = await syncHooks(home, ["add", api]);
    expect(again.stdout).toBe(`known  api  ${api}\n`);
    expect(await listed(home)).toEqual(before);
  });

  test("a path inside a checkout means the checkout", async () => {
    const home = makeHome();
    const api = makeRepository(home, "api");
    mkdirSync(join(api, "src/deep"), { recursive: true });
    await syncHooks(home, ["add"], { cwd: join(api, "src/deep") });
    expect(await listed(home)).toMatchObject([{ slug: "api", path: api }]);
  });

  test("slugs: the remote's name, the owner in front where two would collide, --slug as wished", async () => {
    const home = makeHome();
    for (const [folder, remote] of [
      ["one", "git@git.example:acme/api.git"],
      ["two", "https://git.example/other/api.git"],
      ["three", "ssh://git@git.example/acme/web"],
    ] as const)
      git(home, makeRepository(home, folder), "remote", "add", "origin", remote);
    await syncHooks(home, ["add", "one", "two"]);
    await syncHooks(home, ["add", "three", "--slug", "site"]);
    expect((await listed(home)).map(({ slug }) => slug)).toEqual(["api", "other-api", "site"]);
  });

  test("worktrees and clones of one repository share its slug", async () => {
    const home = makeHome();
    const api = makeRepository(home, "code/api");
    git(home, api, "remote", "add", "origin", "https://git.example/acme/api.git");
    git(home, api, "worktree", "add", "--quiet", "-b", "review", "../api-review");
    git(home, home.path, "clone", "--quiet", api, "code/copy");
    git(
      home,
      join(home.path, "code/copy"),
      "remote",
      "set-url",
      "origin",
      "git@git.example:acme/api",
    );
    await syncHooks(home, ["add", "--scan", "code"]);
    expect((await listed(home)).map(({ slug }) => slug)).toEqual(["api", "api", "api"]);
  });

  test("--from reads names and paths, relative to the list", async () => {
    const home = makeHome();
    makeRepository(home, "lists/api");
    const web = makeRepository(home, "web");
    writeFile(home.path, "lists/all.txt", `# mine\nbackend ./api\n${web}\n`);
    expect((await syncHooks(home, ["add", "--from", "lists/all.txt"])).status).toBe(0);
    expect((await listed(home)).map(({ slug }) => slug)).toEqual(["backend", "web"]);
    writeFile(home.path, "all.json", JSON.stringify([{ name: "backend", path: "lists/api" }]));
    expect((await syncHooks(home, ["add", "--from", "all.json"])).stdout).toMatch(
      /^known {2}backend/,
    );
  });

  test("what is no checkout is named with its mend, the other paths are added, and the status is 1", async () => {
    const home = makeHome();
    const api = makeRepository(home, "api");
    git(home, home.path, "init", "--quiet", "--bare", "bare.git");
    mkdirSync(join(home.path, "plain"));
    const args = ["add", "gone", "bare.git", "plain", join(api, ".git"), "api"];
    const { status, stdout, stderr } = await syncHooks(home, args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: `added  api  ${api}\n` });
    const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
    expect(errors).toEqual([
      expect.stringContaining("gone does not exist"),
      expect.stringContaining("bare.git is a bare repository"),
      expect.stringContaining("plain is not a git repository"),
      expect.stringContaining("git director"),
    ]);
    expect(stderr.split("\n").filter((line) => line.startsWith("  "))).toHaveLength(4);
  });

  test.skipIf(lacksRoot)("somebody else's checkout is refused with git's own mend", async () => {
    const home = makeHome();
    const theirs = makeRepository(home, "theirs");
    for (const path of [theirs, join(theirs, ".git")]) chownSync(path, 12_345, 12_345);
    const { status, stderr } = await syncHooks(home, ["add", theirs]);
    expect(status).toBe(1);
    expect(stderr).toContain("is owned by another user");
    expect(stderr).toContain(`git config --global --add safe.directory ${theirs}`);
  });

  test("a broken config stops it with 78, before anything is registered", async () => {
    const home = makeHome();
    writeFile(home.path, ".config/sync-hooks/config.yaml", "pull: perhaps\n");
    const { status, stderr } = await syncHooks(home, ["add", makeRepository(home)]);
    expect(status).toBe(78);
    expect(stderr).toContain("config.yaml:1: pull expected one of rebase, ff-only, off");
  });
});

test("a checkout whose remote has another name now keeps its entry and its pause", async () => {
  const home = makeHome();
  const path = makeRepository(home, "api");
  git(home, path, "remote", "add", "origin", "https://git.example.invalid/ada/api.git");
  await syncHooks(home, ["add", path]);
  await syncHooks(home, ["pause", path]);
  git(home, path, "remote", "set-url", "origin", "https://git.example.invalid/team/service.git");
  expect((await syncHooks(home, ["add", path])).stdout).toBe(`known  service  ${path}\n`);
  expect(await listed(home)).toMatchObject([
    { slug: "service", path, paused_until: "9999-12-31T23:59:59Z" },
  ]);
});

describe("a checkout that was moved", () => {
  test("is listed as gone, and keeps its entry when it is added from its new place", async () => {
    const home = makeHome();
    const old = makeRepository(home, "old");
    await syncHooks(home, ["add", old]);
    await syncHooks(home, ["pause", "old"]);
    renameSync(old, join(home.path, "new"));
    expect(await listed(home)).toMatchObject([{ slug: "old", exists: false }]);
    expect((await syncHooks(home, ["list"])).stdout).toContain("sync-hooks add NEW-PATH");
    const { stdout } = await syncHooks(home, ["add", "new"]);
    expect(stdout).toBe(`known  old  ${join(home.path, "new")}\n`);
    expect(await listed(home)).toMatchObject([
      {
        slug: "old",
        path: join(home.path, "new"),
        exists: true,
        paused_until: "9999-12-31T23:59:59Z",
      },
    ]);
  });

  test("a new repository at an old one's path is another one", async () => {
    const home = makeHome();
    const path = makeRepository(home, "api");
    await syncHooks(home, ["add", path]);
    await syncHooks(home, ["pause", path]);
    rmSync(path, { recursive: true });
    makeRepository(home, "api");
    expect((await syncHooks(home, ["add", path])).status).toBe(0);
    expect(await listed(home)).toMatchObject([{ path, paused_until: null }]);
  });
});

describe("naming checkouts", () => {
  async function three() {
    const home = makeHome();
    const api = makeRepository(home, "code/api");
    git(home, api, "worktree", "add", "--quiet", "-b", "review", "../api-review");
    makeRepository(home, "code/web");
    makeRepository(home, "stranger");
    await syncHooks(home, ["add", "--scan", "code"]);
    return home;
  }
  const paused = async (home: Home) =>
    (await listed(home))
      .filter((one) => one.paused_until)
      .map((one) => one.path.slice(home.path.length));

  test.each([
    [["api"], ["/code/api", "/code/api-review"]],
    [["api@api-review"], ["/code/api-review"]],
    [["code/web"], ["/code/web"]],
    [["./code/api/"], ["/code/api"]],
    [
      ["web", "api@api"],
      ["/code/api", "/code/web"],
    ],
    [["--all"], ["/code/api", "/code/api-review", "/code/web"]],
    [["-C", "code/api-review"], ["/code/api-review"]],
  ])("%j means %j", async (selectors, paths) => {
    const home = await three();
    expect(await syncHooks(home, ["pause", ...selectors])).toMatchObject({ status: 0, stderr: "" });
    expect(await paused(home)).toEqual(paths);
    await syncHooks(home, ["resume", ...selectors]);
    expect(await paused(home)).toEqual([]);
  });

  test.each([
    [["aip"], "error: no checkout is registered as aip\n  did you mean api?\n"],
    [["zzzzzz"], "no checkout is registered as zzzzzz\n  sync-hooks list shows"],
    [["./stranger"], "stranger is not registered\n  run: sync-hooks install "],
    [["./nowhere"], "nowhere\n  sync-hooks list shows"],
    [[], "is in no git checkout\n"],
  ])("%j is an error that says what to do", async (selectors, text) => {
    const { status, stderr } = await syncHooks(await three(), ["pause", ...selectors]);
    expect([1, 64]).toContain(status);
    expect(stderr).toContain(text);
  });

  test("an unregistered checkout inside a registered one is not mistaken for it", async () => {
    const home = await three();
    makeRepository(home, "code/web/nested");
    const { status, stderr } = await syncHooks(home, ["-C", "code/web/nested", "pause"]);
    expect(status).toBe(64);
    expect(stderr).toContain("nested is not registered");
  });

  test("a checkout whose folder is gone can still be removed by its path", async () => {
    const home = await three();
    rmSync(join(home.path, "code/web"), { recursive: true });
    const { status } = await syncHooks(home, ["remove", join(home.path, "code/web")]);
    expect(status).toBe(0);
    expect(await listed(home)).toHaveLength(2);
  });
});

describe("a scan", () => {
  test.skipIf(lacksRoot)("tells of folders it could not look into and goes on", async () => {
    const home = makeHome();
    makeRepository(home, "code/api");
    mkdirSync(join(home.path, "code/locked"));
    chmodSync(join(home.path, "code/locked"), 0);
    const { status, stdout, stderr } = syncHooksAsNobody(home, ["add", "--scan", "code"]);
    chmodSync(join(home.path, "code/locked"), 0o755);
    expect(stdout).toMatch(/^added {2}api/);
    expect(status).toBe(0);
    expect(stderr).toContain("warning: not looked into");
  });
});
