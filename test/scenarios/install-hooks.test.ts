import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile } from "../helpers/home.ts";
import { snapshot } from "../helpers/hooks.ts";
import { ledgerFile } from "../helpers/registry.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../helpers/repository.ts";
import { until } from "../helpers/until.ts";

describe("sync-hooks install", () => {
  test("in a folder below the checkout registers it and makes its commits reach the remote", async () => {
    const home = makeHome();
    const remote = makeRemote(home);
    const path = makeRepository(home, "api", remote);
    const first = await syncHooks(home, ["install"], { cwd: path });
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toContain(path);
    const again = await syncHooks(home, ["install", path]);
    expect(again.stdout).toMatch(/^already installed/);
    const commit = commitFile(home, path, "a", "a");
    await until("the commit was pushed", () => refOf(home, remote, "main") === commit);
    await until("the run ended", () => existsSync(join(path, ".git/sync-hooks/last-run.json")));
  });

  test("--scan installs every checkout below, tells of those that fail, and goes on", async () => {
    const home = makeHome();
    const [one, two] = [makeRepository(home, "code/one"), makeRepository(home, "code/two")];
    writeFile(one, ".git/hooks/post-commit", "# <<< sync-hooks <<<\n", 0o755);
    const result = await syncHooks(home, ["install", "--scan", "code", "--json"]);
    expect(result.status).toBe(1);
    const { checkouts, errors } = JSON.parse(result.stdout) as Record<string, { path: string }[]>;
    expect(checkouts?.map(({ path }) => path)).toEqual([two]);
    expect(errors).toMatchObject([{ path: one, code: "conflict" }]);
    expect(result.stderr).toContain("post-commit:1 is left alone");
    expect(existsSync(join(one, ".git/hooks/post-merge"))).toBe(false);
  });

  test("--dry-run shows the diff and writes nothing, not even into the registry", async () => {
    const home = makeHome();
    const path = makeRepository(home);
    writeFile(path, ".git/hooks/post-commit", "#!/bin/sh\nexit 0\n", 0o755);
    const before = snapshot(join(path, ".git"));
    const result = await syncHooks(home, ["install", path, "--dry-run"]);
    expect(result.status).toBe(0);
    expect(result.stdout).toContain(`--- ${path}/.git/hooks/post-commit\n`);
    expect(result.stdout).toContain("\n #!/bin/sh\n+# >>> sync-hooks >>>\n");
    expect(snapshot(join(path, ".git"))).toEqual(before);
    expect(existsSync(ledgerFile(home))).toBe(false);
    const listed = await syncHooks(home, ["list", "--json"]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ checkouts: [] });
  });

  test("and uninstall --all leave the repository as it was", async () => {
    const home = makeHome();
    const path = makeRepository(home);
    const before = snapshot(join(path, ".git/hooks"));
    await syncHooks(home, ["install", path]);
    const result = await syncHooks(home, ["uninstall", "--all", "--json"]);
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({
      checkouts: [{ path, hooks: "missing", needed_by: [] }],
      errors: [],
    });
    expect(snapshot(join(path, ".git/hooks"))).toEqual(before);
    expect(git(home, path, "config", "--local", "--list")).not.toContain("hook");
  });

  test("uninstall --all tells of the checkouts that are gone, and gives every other one back", async () => {
    const home = makeHome();
    const names = ["a-moved", "b-emptied", "c-there"];
    const paths = names.map((name) => makeRepository(home, name));
    const [moved = "", emptied = "", there = ""] = paths;
    const before = snapshot(join(there, ".git/hooks"));
    await syncHooks(home, ["install", ...paths]);
    renameSync(moved, `${moved}-away`);
    rmSync(join(emptied, ".git"), { recursive: true });
    const result = await syncHooks(home, ["uninstall", "--all"]);
    expect(result.stdout).toBe(`uninstalled  c-there  ${there}\n`);
    expect(result.stderr).toContain(`${moved} is gone`);
    expect(result.stderr).toContain(`${emptied}/.git is gone`);
    expect(result.status).toBe(1);
    expect(snapshot(join(there, ".git/hooks"))).toEqual(before);
  });

  test.each([
    [["install", "nowhere/to/be/found"], 64, /there is no .*nowhere/],
    [["install", "--via", "magic"], 64, /--via expects file or config/],
    [["install", "."], 1, /not a git repository/],
  ])("%j tells what is wrong and how to mend it", async (args, status, words) => {
    const home = makeHome();
    const result = await syncHooks(home, args);
    expect(result.stderr).toMatch(words);
    expect(result.stderr.trim().split("\n").length).toBeGreaterThan(1);
    expect(result.status).toBe(status);
  });

  test("a checkout that was uninstalled is not synced through the block of its sibling", async () => {
    const home = makeHome();
    const remote = makeRemote(home);
    const path = makeRepository(home, "api", remote);
    const linked = join(home.path, "linked");
    git(home, path, "worktree", "add", "--quiet", "-b", "side", linked);
    git(home, linked, "push", "--quiet", "--set-upstream", "origin", "side");
    await syncHooks(home, ["install", path, linked]);
    const pushed = refOf(home, remote, "main");
    const result = await syncHooks(home, ["uninstall", path]);
    expect(result.stdout).toContain(`the hook files stay, since these share them: ${linked}`);
    commitFile(home, path, "a", "a");
    const commit = commitFile(home, linked, "b", "b");
    await until("the sibling's commit was pushed", () => refOf(home, remote, "side") === commit);
    expect(refOf(home, remote, "main")).toBe(pushed);
  });
});
