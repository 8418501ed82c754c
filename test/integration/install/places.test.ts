import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Context } from "../../../src/actions/context.ts";
import { hooksState, probeHook } from "../../../src/actions/install/hook-health.ts";
import { install } from "../../../src/actions/install/install.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { repairHooks } from "../../../src/actions/install/repair-hooks.ts";
import { uninstall } from "../../../src/actions/install/uninstall.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { fakeRunner, fired, installAt, requestsOf, snapshot } from "../../helpers/hooks.ts";
import { contextOf, current } from "../../helpers/registered.ts";
import { commitFile, git, makeRepository } from "../../helpers/repository.ts";
import { requiresRoot } from "../../helpers/requirements.ts";

const apply = { mode: "apply", force: "refuse" } as const;
const force = { mode: "apply", force: "force" } as const;

function world(name = "work") {
  const home = makeHome();
  const ctx = contextOf(home);
  return { home, ctx, path: makeRepository(home, name) };
}

/** What the block asks for when git makes one more commit. */
function eventsOfCommit(ctx: Context, home: Home, path: string): string[] {
  // A runner that may not be run leaves the request for us to see.
  chmodSync(ctx.directories.runnerFile, 0o644);
  const gitDir = git(home, path, "rev-parse", "--absolute-git-dir");
  const requests = requestsOf(gitDir);
  requests.forget();
  commitFile(home, path, "next", String(Math.random()));
  return requests.events();
}

describe("core.hooksPath", () => {
  test("relative and untracked is written, and given back with the folder that install made", async () => {
    const { home, ctx, path } = world();
    git(home, path, "config", "core.hooksPath", "tools/hooks");
    mkdirSync(join(path, "tools"));
    const { checkout } = await installAt(ctx, path);
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
    expect(git(home, path, "status", "--porcelain")).toBe("");
    await uninstall(ctx, checkout, apply);
    expect(existsSync(join(path, "tools/hooks"))).toBe(false);
  });

  test("absolute, into the repository itself, is written", async () => {
    const { home, ctx, path } = world();
    git(home, path, "config", "core.hooksPath", join(path, ".git/my hooks"));
    await installAt(ctx, path);
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
  });

  test("of the worktree scope is seen", async () => {
    const { home, ctx, path } = world();
    git(home, path, "config", "extensions.worktreeConfig", "true");
    git(home, path, "config", "--worktree", "core.hooksPath", ".git/of-this-tree");
    const { report } = await installAt(ctx, path);
    expect(report.directory).toBe(join(path, ".git/of-this-tree"));
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
  });

  test("global is refused with what to do instead, and written with --force", async () => {
    const { home, ctx, path } = world();
    const shared = join(home.path, "shared hooks");
    mkdirSync(shared);
    git(home, path, "config", "--global", "core.hooksPath", shared);
    const checkout = await register(ctx, path, { slug: null });
    expect(await hooksState(ctx, checkout)).toBe("foreign");
    await expect(install(ctx, checkout, apply)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/shared hooks.*global config.*outside the repository/),
      hint: expect.stringContaining(`sync-hooks install --force '${path}'`),
    });
    expect(snapshot(shared)).toEqual({});
    await install(ctx, checkout, force);
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
    expect(await probeHook(ctx, checkout)).toEqual({ kind: "fires" });

    const second = makeRepository(home, "second");
    const other = await register(ctx, second, { slug: null });
    await install(ctx, other, force);
    expect((await uninstall(ctx, current(ctx, checkout), apply)).neededBy).toEqual([second]);
    expect(eventsOfCommit(ctx, home, second)).toEqual(["post-commit"]);
    expect((await uninstall(ctx, other, apply)).neededBy).toEqual([]);
    expect(snapshot(shared)).toEqual({});
  });

  test("to a tracked folder is refused with what to do instead, and written with --force", async () => {
    const { home, ctx, path } = world();
    writeFile(path, ".githooks/post-commit", "#!/bin/sh\nexit 0\n", 0o755);
    git(home, path, "add", ".");
    git(home, path, "commit", "--quiet", "--message", "hooks");
    git(home, path, "config", "core.hooksPath", ".githooks");
    const checkout = await register(ctx, path, { slug: null });
    await expect(install(ctx, checkout, apply)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("which the repository tracks"),
      hint: expect.stringMatching(/timer install.*--via config.*--force/),
    });
    expect(git(home, path, "status", "--porcelain")).toBe("");
    expect(await hooksState(ctx, checkout)).toBe("foreign");
    await install(ctx, checkout, force);
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
    writeFile(path, ".githooks/post-commit", "#!/bin/sh\nexit 0\n", 0o755);
    expect((await repairHooks(ctx, current(ctx, checkout))).kind).toBe("repaired");
    await uninstall(ctx, current(ctx, checkout), apply);
    expect(git(home, path, "status", "--porcelain")).toBe("");
  });

  test("through a link from .git/hooks to a tracked folder is refused too", async () => {
    const { home, ctx, path } = world();
    writeFile(path, "hooks/post-commit", "#!/bin/sh\nexit 0\n", 0o755);
    git(home, path, "add", ".");
    git(home, path, "commit", "--quiet", "--message", "hooks");
    rmSync(join(path, ".git/hooks"), { recursive: true });
    symlinkSync("../hooks", join(path, ".git/hooks"));
    await expect(installAt(ctx, path)).rejects.toThrow(/which the repository tracks/);
  });

  test.each([
    ["empty", "", "is empty"],
    ["no folder", "/dev/null", "is /dev/null, which is no folder"],
  ])("that is %s is refused: git would run nothing", async (_name, value, words) => {
    const { home, ctx, path } = world();
    git(home, path, "config", "core.hooksPath", value);
    const checkout = await register(ctx, path, { slug: null });
    await expect(install(ctx, checkout, force)).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining(words),
      hint: `run: git -C '${path}' config --local --unset core.hooksPath`,
    });
    expect(await hooksState(ctx, checkout)).toBe("foreign");
  });

  test("that is set after install moves the hooks with the next sweep and cleans up behind", async () => {
    const { home, ctx, path } = world();
    const before = snapshot(join(path, ".git/hooks"));
    const { checkout } = await installAt(ctx, path);
    git(home, path, "config", "core.hooksPath", ".git/elsewhere");
    expect(eventsOfCommit(ctx, home, path)).toEqual([]);
    expect((await repairHooks(ctx, current(ctx, checkout))).kind).toBe("repaired");
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
    expect(snapshot(join(path, ".git/hooks"))).toEqual(before);
  });
});

describe("linked worktrees", () => {
  function worktrees() {
    const { home, ctx, path } = world();
    const linked = join(home.path, "linked");
    git(home, path, "worktree", "add", "--quiet", "-b", "side", linked);
    return { home, ctx, path, linked };
  }

  test("share the hooks of their repository, and each asks in its own git directory", async () => {
    const { home, ctx, path, linked } = worktrees();
    await installAt(ctx, path);
    const runner = fakeRunner(ctx, home);
    expect(eventsOfCommit(ctx, home, linked)).toEqual(["post-commit"]);
    expect(existsSync(join(path, ".git/sync-hooks/request"))).toBe(false);
    expect(runner.firings().every(({ gitDir }) => gitDir !== ".git")).toBe(true);
  });

  test("keep the shared block until the last of them is uninstalled", async () => {
    const { home, ctx, path, linked } = worktrees();
    const before = snapshot(join(path, ".git/hooks"));
    const { checkout } = await installAt(ctx, path);
    // Registered on its first commit, never installed by name.
    const second = await register(ctx, linked, { slug: null });
    expect(await hooksState(ctx, second)).toBe("installed");
    expect((await uninstall(ctx, checkout, apply)).neededBy).toEqual([linked]);
    expect(eventsOfCommit(ctx, home, linked)).toEqual(["post-commit"]);
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("missing");
    expect((await repairHooks(ctx, current(ctx, checkout))).kind).toBe("unwanted");
    expect((await repairHooks(ctx, second)).kind).toBe("whole");
    expect((await uninstall(ctx, second, apply)).neededBy).toEqual([]);
    expect(snapshot(join(path, ".git/hooks"))).toEqual(before);
  });

  test("with a relative hooks path of their own get theirs from the sweep, out of git's sight", async () => {
    const { home, ctx, path, linked } = worktrees();
    git(home, path, "config", "core.hooksPath", ".husky/_");
    await installAt(ctx, path);
    const second = await register(ctx, linked, { slug: null });
    expect(eventsOfCommit(ctx, home, linked)).toEqual([]);
    expect((await repairHooks(ctx, second)).kind).toBe("repaired");
    expect(eventsOfCommit(ctx, home, linked)).toEqual(["post-commit"]);
    expect(git(home, linked, "status", "--porcelain")).toBe("");
  });
});

test("a submodule has its own hooks", async () => {
  const { home, ctx, path } = world();
  const library = makeRepository(home, "library");
  git(
    home,
    path,
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    library,
    "lib",
  );
  git(home, path, "commit", "--quiet", "--message", "lib");
  const lib = join(path, "lib");
  const { report } = await installAt(ctx, lib);
  expect(report.directory).toBe(join(path, ".git/modules/lib/hooks"));
  expect(eventsOfCommit(ctx, home, lib)).toEqual(["post-commit"]);
  expect(eventsOfCommit(ctx, home, path)).toEqual([]);
});

test("a repository without a hooks folder gets one, and loses it with uninstall", async () => {
  const { home, ctx, path } = world();
  rmSync(join(path, ".git/hooks"), { recursive: true });
  const { checkout } = await installAt(ctx, path);
  expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
  await uninstall(ctx, checkout, apply);
  expect(existsSync(join(path, ".git/hooks"))).toBe(false);
});

test("a bare repository is refused", async () => {
  const { home, ctx, path } = world();
  const bare = join(home.path, "bare.git");
  git(home, path, "clone", "--quiet", "--bare", path, bare);
  await expect(installAt(ctx, bare)).rejects.toMatchObject({
    code: "not-a-repo",
    message: expect.stringContaining("bare repository"),
  });
});

const oddNames = [
  "with spaces",
  'it\'s "quoted"',
  "$HOME & `true` $(false)",
  "100%s %n",
  "two\nlines",
  "žluťoučký 木",
  "-dash",
  "back\\slash",
];

describe("a path that shells and scripts trip over", () => {
  test.each(oddNames)("of the repository: %j", async (name) => {
    const { home, ctx, path } = world(name);
    const before = snapshot(join(path, ".git/hooks"));
    writeFile(path, ".git/hooks/post-commit", "#!/usr/bin/env node\n", 0o755);
    const { checkout } = await installAt(ctx, path);
    expect(eventsOfCommit(ctx, home, path)).toEqual(["post-commit"]);
    expect(await probeHook(ctx, checkout)).toEqual({ kind: "fires" });
    await uninstall(ctx, checkout, apply);
    rmSync(join(path, ".git/hooks/post-commit"));
    expect(snapshot(join(path, ".git/hooks"))).toEqual(before);
  });

  test.each(oddNames)("of the runner: %j", async (name) => {
    const home = makeHome();
    home.env["SYNC_HOOKS_HOME"] = join(home.path, name);
    const ctx = contextOf(home);
    const path = makeRepository(home);
    await installAt(ctx, path);
    const node = spawnSync(ctx.directories.runnerFile, ["node"], { env: {}, encoding: "utf8" });
    expect(node.stdout).toBe(`${process.execPath}\n`);
    const runner = fakeRunner(ctx, home);
    commitFile(home, path, "a", "a");
    expect(await fired(runner)).toHaveLength(1);
  });
});

describe("a folder of hooks that cannot be written", () => {
  test.skipIf(requiresRoot("hand a folder to another user"))(
    "is told with the mend, and nothing is changed",
    async () => {
      const { home, ctx, path } = world();
      const hooks = join(path, ".git/hooks");
      const before = snapshot(hooks);
      chmodSync(home.path, 0o755);
      spawnSync("chown", ["-R", "1234:1234", home.path]);
      chownSync(hooks, 0, 0);
      chmodSync(hooks, 0o755);
      const script = new URL("../../../dist/bin/sync-hooks.js", import.meta.url).pathname;
      const args = ["--reuid=1234", "--regid=1234", "--clear-groups", process.execPath, script];
      const result = spawnSync("setpriv", [...args, "install", path], {
        env: home.env,
        encoding: "utf8",
      });
      expect(result.stderr).toMatch(/hooks cannot be written[\s\S]*chmod u\+w/);
      expect(result.status).toBe(1);
      expect(snapshot(hooks)).toEqual(before);
      expect(ctx.env).toBe(home.env);
    },
  );
});
