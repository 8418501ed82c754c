import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { shells, typedInto } from "../helpers/interactive-shell.ts";
import { makeRepository } from "../helpers/repository.ts";
import { requires } from "../helpers/requirements.ts";
import { lacksTerminal } from "../helpers/terminal.ts";

const names = Object.keys(shells) as (keyof typeof shells)[];

/** One repository with two working trees, which are told apart as `webshop@webshop` and `webshop@review`. */
async function withTwins(home: Home): Promise<void> {
  const repository = makeRepository(home, "webshop");
  const beside = join(home.path, "review");
  execFileSync("git", ["worktree", "add", "-q", "-b", "review", beside], {
    cwd: repository,
    env: home.env,
  });
  const added = await syncHooks(home, ["add", repository, beside]);
  expect(added.status).toBe(0);
}

/** zsh joins a long option and its value by `=`, and takes the slash behind a folder away again. */
const plain = (words: string) => words.replace(/[ /]*$/, "").replace("--status=", "--status ");

describe.each(names)("%s, on a real terminal", (shell) => {
  test.skipIf(lacksTerminal() || requires(shell, shell))(
    "completes commands, subcommands, options, their values, checkouts and folders",
    async () => {
      const home = makeHome();
      await withTwins(home);
      writeFile(home.path, "folder with space/file", "");
      const typed = [
        "sync-hooks dispa\t",
        "sync-hooks tim\tinst\t--dry\t",
        "sync-hooks timer install --via sys\t",
        "sync-hooks service install --via=det\t",
        "sync-hooks -C / conflicts res\t--take mark\t",
        "sync-hooks status webshop@r\t",
        "sync-hooks sync --dry-run webshop@w\t",
        "sync-hooks add --scan fold\t",
        "sync-hooks task set T1 --stat\tblo\t",
      ];
      expect((await typedInto(home, shell, typed)).map((words) => plain(words))).toEqual([
        "dispatch",
        "timer install --dry-run",
        "timer install --via systemd",
        "service install --via=detached",
        "-C / conflicts resolve --take markdown",
        "status webshop@review",
        "sync --dry-run webshop@webshop",
        "add --scan folder with space",
        "task set T1 --status blocked",
      ]);
    },
  );
});

test.skipIf(requires("fish", "fish"))("fish describes what it offers", async () => {
  const home = makeHome();
  const { stdout: script } = await syncHooks(home, ["completion", "fish"]);
  const file = writeFile(home.path, "completion.fish", script);
  const offered = execFileSync(
    "fish",
    ["--no-config", "-c", `source '${file}'; complete -C 'sync-hooks timer '`],
    {
      env: home.env,
      encoding: "utf8",
    },
  );
  expect(offered.trim().split("\n")).toEqual([
    "install\tsweep at an interval: systemd, cron, launchd or Task Scheduler",
    "remove\ttake the schedule away",
    "status\tdoes it really run, when did it last, when will it next",
  ]);
});

test("completing checkouts leaves no trace in a fresh home", async () => {
  const home = makeHome();
  expect(await syncHooks(home, ["completion", "checkouts"])).toEqual({
    status: 0,
    stdout: "",
    stderr: "",
  });
  expect(existsSync(join(home.path, ".local"))).toBe(false);
});

test("another shell is refused with those that there are", async () => {
  const refused = await syncHooks(makeHome(), ["completion", "tcsh"]);
  expect(refused).toMatchObject({ status: 64, stderr: expect.stringContaining("bash, zsh, fish") });
});
