import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { fakeRunner, fired, installAt, requestsOf } from "../../helpers/hooks.ts";
import { contextOf } from "../../helpers/registered.ts";
import {
  cloneRemote,
  commitFile,
  git,
  makeRemote,
  makeRepository,
} from "../../helpers/repository.ts";
import { requires, requiresRoot } from "../../helpers/requirements.ts";
import { until } from "../../helpers/until.ts";

/** A checkout with hooks, a remote, and a second clone of that; the hooks' requests are counted from here on. */
async function world() {
  const home = makeHome();
  const ctx = contextOf(home);
  const remote = makeRemote(home);
  const path = makeRepository(home, "work", remote);
  const other = cloneRemote(home, remote, "other");
  await installAt(ctx, path);
  const runner = fakeRunner(ctx, home);
  const requests = requestsOf(join(path, ".git"));
  const run = (...args: string[]) => git(home, path, ...args);
  const events = (...args: string[]) => {
    requests.forget();
    run(...args);
    return requests.events();
  };
  const branch = (commits: number) => {
    run("switch", "--quiet", "-c", "side");
    for (let index = 0; index < commits; index += 1) commitFile(home, path, `s${index}`, "s");
    run("switch", "--quiet", "main");
    commitFile(home, path, "m", "m");
  };
  const upstream = () => {
    commitFile(home, other, "theirs", String(Math.random()));
    git(home, other, "push", "--quiet");
  };
  return { home, ctx, path, runner, requests, run, events, branch, upstream };
}

describe("what asks for a sync", () => {
  test("a commit, a revert and an amend, once each", async () => {
    const { home, path, events } = await world();
    expect(events("commit", "--allow-empty", "-m", "a")).toEqual(["post-commit"]);
    expect(events("commit", "--allow-empty", "-m", "b", "--amend")).toEqual(["post-commit"]);
    commitFile(home, path, "c", "c");
    expect(events("revert", "--no-edit", "HEAD")).toEqual(["post-commit"]);
  });

  test("a cherry-pick", async () => {
    const { events, branch } = await world();
    branch(1);
    expect(events("cherry-pick", "side")).toEqual(["post-commit"]);
  });

  test("a true merge, whose MERGE_HEAD still stands", async () => {
    const { events, branch } = await world();
    branch(1);
    expect(events("merge", "--no-edit", "side")).toEqual(["post-merge"]);
  });

  test("a fast-forward merge and a fast-forward pull", async () => {
    const { events, run, branch, upstream } = await world();
    branch(1);
    run("reset", "--quiet", "--hard", "HEAD~1");
    expect(events("merge", "--ff-only", "side")).toEqual(["post-merge"]);
    run("reset", "--quiet", "--hard", "HEAD~1");
    upstream();
    expect(events("pull", "--quiet", "--ff-only")).toEqual(["post-merge"]);
  });

  test("a squashed merge, although it makes no commit", async () => {
    const { events, branch } = await world();
    branch(1);
    expect(events("merge", "--quiet", "--squash", "side")).toEqual(["post-merge"]);
    expect(events("commit", "--message", "squashed")).toEqual(["post-commit"]);
  });

  test("a rebase of five commits, once and at its end", async () => {
    const { events, run, branch } = await world();
    branch(5);
    run("switch", "--quiet", "side");
    expect(events("rebase", "--quiet", "main")).toEqual(["post-rewrite"]);
  });

  test("a pull --rebase with commits of one's own, once", async () => {
    const { home, path, events, upstream } = await world();
    commitFile(home, path, "mine", "1");
    commitFile(home, path, "mine", "2");
    upstream();
    expect(events("pull", "--quiet", "--rebase")).toEqual(["post-rewrite"]);
  });

  test("a commit in a subfolder, and one that is told its git directory", async () => {
    const { home, path, requests } = await world();
    mkdirSync(join(path, "deep/er"), { recursive: true });
    git(home, join(path, "deep/er"), "commit", "--allow-empty", "--quiet", "-m", "a");
    git(
      home,
      home.path,
      "--git-dir",
      "work/.git",
      "--work-tree",
      "work",
      "commit",
      "--allow-empty",
      "--quiet",
      "-m",
      "b",
    );
    expect(requests.events()).toEqual(["post-commit", "post-commit"]);
  });
});

describe("what does not", () => {
  test("a rebase that has stopped for an edit, until it ends", async () => {
    const { home, path, run, branch, requests } = await world();
    branch(2);
    run("switch", "--quiet", "side");
    requests.forget();
    const edit = { ...home.env, GIT_SEQUENCE_EDITOR: "sed -i s/^pick/edit/" };
    spawnSync("git", ["rebase", "-i", "main"], { cwd: path, env: edit });
    run("commit", "--quiet", "--allow-empty", "-m", "in between");
    expect(requests.events()).toEqual([]);
    spawnSync("git", ["rebase", "--continue"], { cwd: path, env: { ...edit, GIT_EDITOR: "true" } });
    spawnSync("git", ["rebase", "--continue"], { cwd: path, env: { ...edit, GIT_EDITOR: "true" } });
    expect(requests.events()).toEqual(["post-rewrite"]);
  });

  test("patches that are applied: git runs other hooks for them, and the sweep brings them", async () => {
    const { home, run, events, branch } = await world();
    branch(2);
    run("format-patch", "--quiet", "--output-directory", home.path, "main..side");
    const patches = ["0001-change-s0.patch", "0002-change-s1.patch"];
    expect(events("am", "--quiet", ...patches.map((name) => join(home.path, name)))).toEqual([]);
  });

  test("a command with SYNC_HOOKS=0", async () => {
    const { home, path, requests } = await world();
    const env = { ...home.env, SYNC_HOOKS: "0" };
    spawnSync("git", ["commit", "--allow-empty", "-m", "a"], { cwd: path, env });
    spawnSync("git", ["commit", "--allow-empty", "-m", "b"], {
      cwd: path,
      env: { ...env, SYNC_HOOKS: "" },
    });
    expect(requests.events()).toEqual(["post-commit"]);
  });

  test("git at work for sync-hooks in this very checkout, by whatever path it is marked", async () => {
    const { home, path, requests } = await world();
    symlinkSync(join(path, ".git"), join(home.path, "the-same"));
    const commitMarked = (mark: string) =>
      spawnSync("git", ["commit", "--allow-empty", "-m", "a"], {
        cwd: path,
        env: { ...home.env, SYNC_HOOKS_WORKING_ON: mark },
      });
    commitMarked(join(path, ".git"));
    commitMarked(join(home.path, "the-same"));
    expect(requests.events()).toEqual([]);
    commitMarked(join(home.path, "other/.git"));
    expect(requests.events()).toEqual(["post-commit"]);
  });

  test.skipIf(requiresRoot("commit in another user's repository"))(
    "root in another user's git directory, which keeps no file of root's",
    async () => {
      const { run, path, requests, runner } = await world();
      run("config", "--global", "--add", "safe.directory", "*");
      chownSync(join(path, ".git"), 1234, 1234);
      run("commit", "--allow-empty", "--quiet", "-m", "a");
      expect(requests.events()).toEqual([]);
      expect(runner.firings()).toEqual([]);
    },
  );

  test("a probe that asks whether the block stands", async () => {
    const { home, path, requests } = await world();
    const env = { ...home.env, SYNC_HOOKS_PROBE: join(home.path, "answer") };
    spawnSync("git", ["hook", "run", "post-commit"], { cwd: path, env });
    expect(requests.events()).toEqual([]);
    expect(existsSync(join(home.path, "answer"))).toBe(true);
  });
});

describe("git goes on undisturbed", () => {
  test("the reader of its standard error does not wait for the sync", async () => {
    const { home, ctx, path } = await world();
    const gate = join(home.path, "gate");
    const script = `#!/bin/sh\nwhile [ ! -e '${gate}' ]; do sleep 0.05; done\n: >'${gate}.seen'\n`;
    writeFileSync(ctx.directories.runnerFile, script);
    const child = spawn("git", ["commit", "--allow-empty", "-m", "a"], {
      cwd: path,
      env: home.env,
    });
    child.stdout.resume();
    child.stderr.resume();
    // `close` comes only when nobody holds the other ends any more, and the runner is still waiting.
    await new Promise((resolve) => child.on("close", resolve));
    expect(existsSync(`${gate}.seen`)).toBe(false);
    writeFileSync(gate, "");
    await until("the runner ended", () => existsSync(`${gate}.seen`));
  });

  test.each([
    ["is gone", (file: string) => spawnSync("rm", [file])],
    ["may not be run", (file: string) => spawnSync("chmod", ["a-x", file])],
    ["is broken", (file: string) => writeFileSync(file, "#!/nowhere\n")],
    ["fails", (file: string) => writeFileSync(file, "#!/bin/sh\necho noise >&2\nexit 9\n")],
  ])("where the runner %s, and the request waits for a sweep", async (_name, harm) => {
    const { home, ctx, path, requests } = await world();
    harm(ctx.directories.runnerFile);
    const result = spawnSync("git", ["commit", "--quiet", "--allow-empty", "-m", "a"], {
      cwd: path,
      env: home.env,
      encoding: "utf8",
    });
    expect(result).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(requests.events()).toEqual(["post-commit"]);
  });

  const strict = [
    "#!/bin/dash -eu",
    "#!/bin/bash -eu",
    "#!/usr/bin/busybox sh",
    ...(requires("zsh", "zsh") ? [] : ["#!/usr/bin/zsh -eu"]),
  ];

  test.each(strict)("where the request cannot be written, in a hook of %s", async (shebang) => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    writeFile(path, ".git/hooks/post-commit", `${shebang}\nset -eu\necho went on >&2\n`, 0o755);
    await installAt(ctx, path);
    const runner = fakeRunner(ctx, home);
    mkdirSync(join(path, ".git/sync-hooks/request"), { recursive: true });
    const result = spawnSync("git", ["commit", "--quiet", "--allow-empty", "-m", "a"], {
      cwd: path,
      env: home.env,
      encoding: "utf8",
    });
    expect(result).toMatchObject({ status: 0, stderr: "went on\n" });
    await fired(runner);
  });

  test("the user's post-rewrite still gets its lines on standard input", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    writeFile(
      path,
      ".git/hooks/post-rewrite",
      '#!/bin/sh\necho "$1" >.git/seen\ncat >>.git/seen\n',
      0o755,
    );
    await installAt(ctx, path);
    fakeRunner(ctx, home);
    const requests = requestsOf(join(path, ".git"));
    git(home, path, "commit", "--quiet", "--amend", "--allow-empty", "-m", "again");
    expect(git(home, path, "hash-object", ".git/seen")).toMatch(/^[0-9a-f]{40}$/);
    const seen = spawnSync("cat", [join(path, ".git/seen")], { encoding: "utf8" }).stdout;
    expect(seen).toMatch(/^amend\n[0-9a-f]{40} [0-9a-f]{40}\n$/);
    expect(requests.events()).toEqual(["post-commit"]);
  });
});
