import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { hooksState, probeHook } from "../../../src/actions/install/hook-health.ts";
import { repairHooks } from "../../../src/actions/install/repair-hooks.ts";
import { uninstall } from "../../../src/actions/install/uninstall.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { linkManagers, prepareHookManagers, runManager } from "../../helpers/hook-managers.ts";
import { fakeRunner, fired, installAt, requestsOf, snapshot } from "../../helpers/hooks.ts";
import { contextOf, current } from "../../helpers/registered.ts";
import { commitFile, git, makeRepository } from "../../helpers/repository.ts";
import { requires } from "../../helpers/requirements.ts";

/** Another manager, set up to write `manager-ran` after every commit. */
type Manager = {
  configure: (home: Home, path: string) => void;
  /** What `npm install`, or the user, runs again and again. */
  install: (home: Home, path: string) => void;
  hooks: string;
};

const ran = "echo yes >manager-ran";

const managers: Record<string, Manager> = {
  "husky 9": {
    configure: (_home, path) => void writeFile(path, ".husky/post-commit", `${ran}\n`),
    install: (home, path) => runManager(home, path, "husky"),
    hooks: ".husky/_",
  },
  lefthook: {
    configure: (_home, path) =>
      void writeFile(path, "lefthook.yml", `post-commit:\n  jobs:\n    - run: ${ran}\n`),
    install: (home, path) => runManager(home, path, "lefthook", "install", "--force"),
    hooks: ".git/hooks",
  },
  "simple-git-hooks": {
    configure: (_home, path) =>
      void writeFile(
        path,
        "package.json",
        JSON.stringify({ "simple-git-hooks": { "post-commit": ran } }),
      ),
    install: (home, path) => runManager(home, path, "simple-git-hooks"),
    hooks: ".git/hooks",
  },
  "pre-commit": {
    configure: (_home, path) =>
      void writeFile(
        path,
        ".pre-commit-config.yaml",
        [
          "repos:",
          "- repo: local",
          "  hooks:",
          "  - id: ran",
          "    name: ran",
          "    language: system",
          "    stages: [post-commit]",
          "    always_run: true",
          `    entry: sh -c '${ran}'`,
          "",
        ].join("\n"),
      ),
    install: (home, path) =>
      void execFileSync("pre-commit", ["install", "--hook-type", "post-commit"], {
        cwd: path,
        env: home.env,
        stdio: "pipe",
      }),
    hooks: ".git/hooks",
  },
};

beforeAll(prepareHookManagers, 120_000);

const noPreCommit = requires("pre-commit", "pre-commit");
const names = Object.keys(managers).filter((name) => name !== "pre-commit" || !noPreCommit);

describe.each(names)("beside %s", (name) => {
  const manager = managers[name] as Manager;

  function managed() {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    linkManagers(path);
    manager.configure(home, path);
    git(home, path, "add", ".");
    git(home, path, "commit", "--quiet", "--message", "configure");
    return { home, ctx, path };
  }

  /** Commits, and tells whether the manager's own hook ran and how often ours did. */
  async function commit(home: Home, path: string, runner: ReturnType<typeof fakeRunner>) {
    rmSync(join(path, "manager-ran"), { force: true });
    runner.forget();
    const requests = requestsOf(join(path, ".git"));
    requests.forget();
    commitFile(home, path, "a", String(Math.random()));
    const events = requests.events();
    await fired(runner);
    return { manager: existsSync(join(path, "manager-ran")), events };
  }

  const both = { manager: true, events: ["post-commit"] };

  test("both hooks fire, before and after it reinstalls itself, and it gets its files back", async () => {
    const { home, ctx, path } = managed();
    manager.install(home, path);
    const before = snapshot(join(path, manager.hooks));
    const { checkout, report } = await installAt(ctx, path);
    expect(report.directory).toBe(join(path, manager.hooks));
    const runner = fakeRunner(ctx, home);
    expect(await commit(home, path, runner)).toEqual(both);
    expect(git(home, path, "status", "--porcelain")).toBe("");

    manager.install(home, path);
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("drifted");
    expect((await repairHooks(ctx, current(ctx, checkout))).kind).toBe("repaired");
    const again = fakeRunner(ctx, home);
    expect(await commit(home, path, again)).toEqual(both);
    expect(await probeHook(ctx, current(ctx, checkout))).toEqual({ kind: "fires" });

    await uninstall(ctx, current(ctx, checkout), { mode: "apply" });
    manager.install(home, path);
    expect(snapshot(join(path, manager.hooks))).toEqual(before);
  });

  test("installed after us, it leaves a hook that the next sweep makes fire once", async () => {
    const { home, ctx, path } = managed();
    const fresh = snapshot(join(path, ".git/hooks"));
    const { checkout } = await installAt(ctx, path);
    manager.install(home, path);
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("drifted");
    await repairHooks(ctx, current(ctx, checkout));
    const runner = fakeRunner(ctx, home);
    expect(await commit(home, path, runner)).toEqual(both);
    await uninstall(ctx, current(ctx, checkout), { mode: "apply" });
    rmSync(join(path, ".git/hooks/post-commit"), { force: true });
    rmSync(join(path, ".git/hooks/prepare-commit-msg"), { force: true });
    expect(snapshot(join(path, ".git/hooks"))).toEqual(fresh);
  });
});
