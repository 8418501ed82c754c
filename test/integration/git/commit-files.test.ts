import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commitFiles } from "../../../src/git/commit-files.ts";
import { openGit } from "../../../src/git/git.ts";
import { run, type Run } from "../../../src/system/run.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { commitFile, git, makeRepository, refOf } from "../../helpers/repository.ts";

/** Hands the process that moves the branch the first lines of its input alone, as a worker does that is killed there. */
const cutBehind =
  (lines: number): Run =>
  (command, args, options) => {
    if (!args.includes("sync-hooks-commit")) return run(command, args, options);
    const input = String(options.input).split(/(?<=[\n\0])/);
    return run(command, args, { ...options, input: input.slice(0, lines).join("") });
  };

test.each([0, 1, 2, 3, 4])(
  "a commit of whose orders %i lines arrive is whole in branch and index, or not made",
  async (lines) => {
    const home = makeHome();
    const work = makeRepository(home);
    const names = ["a.md", "b.md", "c.md"];
    for (const name of names) commitFile(home, work, name, "before\n");
    for (const name of names) writeFile(work, name, "after\n");
    const head = refOf(home, work, "HEAD");
    const gitDir = join(work, ".git");
    mkdirSync(join(gitDir, "sync-hooks"));
    const files = names.map((path) => ({ path, bytes: readFileSync(join(work, path)) }));
    const { committed } = await commitFiles(
      openGit({ path: work, gitDir, commonDir: gitDir }, { env: home.env, run: cutBehind(lines) }),
      { ref: "refs/heads/main", head, files, message: "tasks\n" },
      () => {},
    );
    expect(refOf(home, work, "HEAD") !== head).toBe(committed);
    expect(git(home, work, "diff", "--cached", "--name-only")).toBe("");
    expect(git(home, work, "diff", "--name-only")).toBe(committed ? "" : names.join("\n"));
  },
);
