import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { hookEvents } from "../../../src/core/hooks/hook-text.ts";
import { hooksState } from "../../../src/actions/install/hook-health.ts";
import { install } from "../../../src/actions/install/install.ts";
import { register } from "../../../src/actions/registry/register.ts";
import { uninstall } from "../../../src/actions/install/uninstall.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { fakeRunner, fired, requestsOf, snapshot } from "../../helpers/hooks.ts";
import { contextOf, current } from "../../helpers/registered.ts";
import { commitFile, git, makeRepository } from "../../helpers/repository.ts";

const viaConfig = { mode: "apply", force: "refuse", via: "config" } as const;
const viaFile = { mode: "apply", force: "refuse", via: "file" } as const;

/** Stands in front of the machine's git and only answers `git version` as a newer one would. */
function announceNewerGit(home: Home): void {
  const script = `#!/bin/sh
[ "$1" = version ] && { echo git version 2.54.0; exit; }
PATH=\${PATH#*:}
exec git "$@"
`;
  chmodSync(writeFile(home.path, "newer/git", script), 0o755);
  home.env["PATH"] = [join(home.path, "newer"), home.env["PATH"]].join(delimiter);
}

async function world() {
  const home = makeHome();
  const ctx = contextOf(home);
  const path = makeRepository(home);
  const checkout = await register(ctx, path, { slug: null });
  return { home, ctx, path, checkout };
}

describe("install --via config", () => {
  test("is refused by a git that would not run the hooks, and nothing is written", async () => {
    const { home, ctx, path, checkout } = await world();
    const script =
      '#!/bin/sh\n[ "$1" = version ] && { echo git version 2.53.0; exit; }\nPATH=${PATH#*:} exec git "$@"\n';
    chmodSync(writeFile(home.path, "older/git", script), 0o755);
    home.env["PATH"] = [join(home.path, "older"), home.env["PATH"]].join(delimiter);
    await expect(install(ctx, checkout, viaConfig)).rejects.toMatchObject({
      code: "usage",
      message: "git version 2.53.0 does not run hooks from its config; 2.54 or later does",
      hint: expect.stringContaining("--via file"),
    });
    expect(git(home, path, "config", "--local", "--list")).not.toContain("hook.");
  });

  test("writes a command and an event for every hook, and no file; uninstall leaves no trace", async () => {
    const { home, ctx, path, checkout } = await world();
    announceNewerGit(home);
    const [files, config] = [
      snapshot(join(path, ".git/hooks")),
      git(home, path, "config", "--list"),
    ];
    await install(ctx, checkout, viaFile);
    const { via } = await install(ctx, checkout, viaConfig);
    expect(via).toBe("config");
    expect(snapshot(join(path, ".git/hooks"))).toEqual(files);
    for (const event of hookEvents)
      expect(git(home, path, "config", `hook.sync-hooks-${event}.event`)).toBe(event);
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("installed");
    git(home, path, "config", "--unset", "hook.sync-hooks-post-merge.event");
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("drifted");
    await uninstall(ctx, checkout, viaConfig);
    expect(git(home, path, "config", "--list")).toBe(config);
  });

  test("is undone by install --via file: never both", async () => {
    const { home, ctx, path, checkout } = await world();
    announceNewerGit(home);
    await install(ctx, checkout, viaConfig);
    await install(ctx, current(ctx, checkout), viaFile);
    expect(git(home, path, "config", "--local", "--list")).not.toContain("hook.");
    expect(await hooksState(ctx, current(ctx, checkout))).toBe("installed");
  });

  test.each(["/bin/dash", "/bin/bash"])(
    "its command, run by %s as git does, asks for one sync and takes its arguments in",
    async (shell) => {
      const { home, ctx, path, checkout } = await world();
      announceNewerGit(home);
      await install(ctx, checkout, viaConfig);
      const runner = fakeRunner(ctx, home);
      const requests = requestsOf(join(path, ".git"));
      const runAsGit = (event: string, ...args: string[]) => {
        const command = git(home, path, "config", `hook.sync-hooks-${event}.command`);
        // run-command.c, prepare_shell_cmd: the arguments stand behind the command as "$@".
        const line = args.length === 0 ? command : `${command} "$@"`;
        return spawnSync(shell, ["-c", line, command, ...args], {
          cwd: path,
          env: home.env,
          encoding: "utf8",
        });
      };
      expect(runAsGit("post-commit")).toMatchObject({ status: 0, stdout: "", stderr: "" });
      expect(runAsGit("post-merge", "0")).toMatchObject({ status: 0, stdout: "", stderr: "" });
      expect(runAsGit("post-rewrite", "amend")).toMatchObject({
        status: 0,
        stdout: "",
        stderr: "",
      });
      expect(runAsGit("post-rewrite", "rebase")).toMatchObject({
        status: 0,
        stdout: "",
        stderr: "",
      });
      mkdirSync(join(path, ".git/rebase-merge"));
      runAsGit("post-commit");
      expect(requests.events()).toEqual(["post-commit", "post-merge", "post-rewrite"]);
      await fired(runner, 3);
    },
  );
});

/** A folder with a real git of 2.54 or later, where there is one: Debian stable has none yet. */
const newerGit = process.env["SYNC_HOOKS_TEST_GIT"];

if (newerGit !== undefined)
  describe("a real git that runs hooks from its config", () => {
    async function installed() {
      const made = await world();
      made.home.env["PATH"] = [newerGit, made.home.env["PATH"]].join(delimiter);
      await install(made.ctx, made.checkout, viaConfig);
      const runner = fakeRunner(made.ctx, made.home);
      const at = (...args: string[]) => git(made.home, made.path, ...args);
      return { ...made, runner, at, requests: requestsOf(join(made.path, ".git")) };
    }

    test("fires after a commit, also where core.hooksPath leads nowhere, beside the user's own hook", async () => {
      const { path, runner, at, requests } = await installed();
      writeFile(path, ".git/hooks/post-commit", "#!/bin/sh\necho ran >>own\n", 0o755);
      at("commit", "--quiet", "--allow-empty", "--message", "one");
      expect(readFileSync(join(path, "own"), "utf8")).toBe("ran\n");
      at("config", "core.hooksPath", "/dev/null");
      at("commit", "--quiet", "--allow-empty", "--message", "two");
      expect(requests.events()).toEqual(["post-commit", "post-commit"]);
      await fired(runner, 2);
    });

    test("asks once at the end of a rebase of three commits", async () => {
      const { home, path, runner, at, requests } = await installed();
      for (const name of ["a", "b", "c"]) commitFile(home, path, name, name);
      requests.forget();
      at("rebase", "--quiet", "--force-rebase", "HEAD~3");
      expect(requests.events()).toEqual(["post-rewrite"]);
      await fired(runner, 4);
    });

    test("fires in a linked worktree", async () => {
      const { home, path, runner, at } = await installed();
      at("worktree", "add", "--quiet", "../wt", "-b", "feat");
      git(home, join(path, "../wt"), "commit", "--quiet", "--allow-empty", "--message", "there");
      const [firing] = await fired(runner);
      expect(firing).toMatchObject({
        event: "post-commit",
        gitDir: join(path, ".git/worktrees/wt"),
      });
    });
  });
