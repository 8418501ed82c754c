import { expect, test } from "vitest";
import { syncHooks } from "../helpers/cli.ts";
import { makeHome, writeFile, type Home } from "../helpers/home.ts";
import { git, makeRemote, makeRepository } from "../helpers/repository.ts";
import { lacksTerminal, onTerminal } from "../helpers/terminal.ts";

/** Two registered checkouts; the remote of `far` takes half a second to answer. */
async function nearAndFar(): Promise<Home> {
  const home = makeHome();
  const slow = writeFile(
    home.path,
    "slow",
    '#!/bin/sh\nsleep 0.5\nexec git-upload-pack "$@"\n',
    0o755,
  );
  for (const name of ["near", "far"]) {
    const path = makeRepository(home, `code/${name}`, makeRemote(home, `${name}.git`));
    if (name === "far") git(home, path, "config", "remote.origin.uploadpack", slow);
  }
  expect(await syncHooks(home, ["add", "--scan", "code"])).toMatchObject({ status: 0 });
  return home;
}

test.skipIf(lacksTerminal())(
  "on a terminal a sweep shows what it is at while it goes on, and leaves the end and the cursor behind",
  async () => {
    const home = await nearAndFar();
    const { status, shown } = await onTerminal(home, "sweep");
    expect(status).toBe(0);
    expect(shown).toMatch(/[01] of 2/);
    expect(shown).toContain("far");
    const end = shown.slice(shown.lastIndexOf("\u001b[?25h"));
    expect(end).toMatch(/2 checkouts in/);
    expect(end).not.toContain("\u001b[?25l");
  },
);

test("elsewhere a sweep prints one plain line per checkout, and its end", async () => {
  const home = await nearAndFar();
  const { status, stdout, stderr } = await syncHooks(home, ["sweep"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).not.toContain("\u001b");
  expect(stdout.trimEnd().split("\n").toSorted()).toEqual([
    expect.stringMatching(/^2 checkouts in .*: 2 up to date$/),
    expect.stringMatching(/^✔ up to date +far/),
    expect.stringMatching(/^✔ up to date +near/),
  ]);
});

test("two checkouts of one repository have the names by which commands take them", async () => {
  const home = makeHome();
  const remote = makeRemote(home, "api.git");
  const path = makeRepository(home, "code/api", remote);
  git(home, path, "worktree", "add", "--quiet", "-b", "next", "../more");
  expect(await syncHooks(home, ["add", "--scan", "code"])).toMatchObject({ status: 0 });
  for (const args of [
    ["sweep"],
    ["sync", "--all"],
    ["sync", "--all", "--dry-run"],
    ["watch", "--once"],
  ]) {
    const { stdout } = await syncHooks(home, [...args, "--verbose"]);
    expect(stdout.match(/(?<!\/)\bapi(@\w+)?/g)?.toSorted(), args.join(" ")).toEqual([
      "api@api",
      "api@more",
    ]);
  }
});
