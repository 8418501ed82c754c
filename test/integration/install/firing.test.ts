import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { uninstall } from "../../../src/actions/install/uninstall.ts";
import { makeHome, writeFile } from "../../helpers/home.ts";
import { fakeRunner, fired, installAt, snapshot } from "../../helpers/hooks.ts";
import { contextOf } from "../../helpers/registered.ts";
import { commitFile, git, makeRepository } from "../../helpers/repository.ts";
import { requires } from "../../helpers/requirements.ts";

const shells = [
  ["dash", "#!/bin/dash"],
  ["bash", "#!/bin/bash"],
  ["busybox sh", "#!/usr/bin/busybox sh"],
  ...(requires("zsh", "zsh") ? [] : [["zsh", "#!/usr/bin/zsh"] as const]),
  ["a strict shell", "#!/bin/sh -eu"],
  ["a shell that does not overwrite files", "#!/bin/bash -Ceu"],
] as const;

describe("a commit starts the runner", () => {
  test("in a repository without hooks, with the event, the git directory and git's process id", async () => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    await installAt(ctx, path);
    const runner = fakeRunner(ctx, home);
    commitFile(home, path, "a", "a");
    const [firing] = await fired(runner);
    expect(firing).toMatchObject({ event: "post-commit", gitDir: ".git" });
    expect(firing?.gitPid).toMatch(/^\d+$/);
  });

  const bodies = [
    ["ends early", "exit 0\n"],
    ["ends in exec", 'exec true "$@"\n'],
    ["fails under set -e", "set -e\nfalse\n"],
    ["reads an unset variable under set -u", 'set -u\n: "$SURELY_NOT_SET"\n'],
    ["has no final line feed", "true"],
  ] as const;
  const cases = shells.flatMap(([shell, shebang]) =>
    bodies.map(([what, body]) => [shell, what, `${shebang}\n# mine\n${body}`] as const),
  );

  test.each(cases)("beside the user's own hook in %s that %s", async (_shell, _what, text) => {
    const home = makeHome();
    const ctx = contextOf(home);
    const path = makeRepository(home);
    const hooks = join(path, ".git/hooks");
    writeFile(hooks, "post-commit", text, 0o755);
    const before = snapshot(hooks);
    const { checkout } = await installAt(ctx, path);
    const runner = fakeRunner(ctx, home);
    commitFile(home, path, "a", "a");
    expect((await fired(runner)).map(({ event }) => event)).toEqual(["post-commit"]);
    expect(existsSync(join(hooks, "post-merge"))).toBe(true);
    await uninstall(ctx, checkout, { mode: "apply" });
    expect(snapshot(hooks)).toEqual(before);
    expect(git(home, path, "status", "--porcelain")).toBe("");
  });
});
