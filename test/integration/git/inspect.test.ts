import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inspect } from "../../../src/git/inspect.ts";
import { makeHome } from "../../helpers/home.ts";
import { git, makeRemote, makeRepository } from "../../helpers/repository.ts";

test("inspect finds the top, the git directories and the remote from a folder inside, through a link", async () => {
  const home = makeHome();
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  mkdirSync(join(work, "deep/er"), { recursive: true });
  symlinkSync(join(work, "deep"), join(home.path, "link"));
  const env = { ...home.env, EDITOR: "vim", PAGER: "less", GIT_SSH_COMMAND: "ssh -4" };
  expect(await inspect(join(home.path, "link/er"), env)).toEqual({
    path: work,
    gitDir: join(work, ".git"),
    commonDir: join(work, ".git"),
    bare: false,
    remoteUrl: remote,
  });
});

test("inspect tells a linked worktree's own git directory from the common one", async () => {
  const home = makeHome();
  const work = makeRepository(home);
  git(home, work, "worktree", "add", "-q", "../second");
  const found = await inspect(join(home.path, "second"), home.env);
  expect(found.gitDir).toBe(join(work, ".git/worktrees/second"));
  expect(found.commonDir).toBe(join(work, ".git"));
  expect(found.remoteUrl).toBeNull();
});

test("inspect applies insteadOf and hides credentials in the remote's URL", async () => {
  const home = makeHome();
  const work = makeRepository(home);
  git(home, work, "config", "url.https://ann:secret@example.org/.insteadOf", "ex:");
  git(home, work, "remote", "add", "origin", "ex:team/tool.git");
  expect((await inspect(work, home.env)).remoteUrl).toBe("https://***@example.org/team/tool.git");
});

test("inspect is not led astray by a hook's GIT_DIR", async () => {
  const home = makeHome();
  const work = makeRepository(home);
  const other = makeRepository(home, "other");
  const env = {
    ...home.env,
    GIT_DIR: join(other, ".git"),
    GIT_INDEX_FILE: join(other, ".git/index"),
  };
  expect((await inspect(work, env)).path).toBe(work);
});

test.each([
  ["a path that does not exist", "nowhere", "usage"],
  ["a folder that is no repository", ".", "not-a-repo"],
  ["a bare repository", "remote.git", "not-a-repo"],
  ["the inside of a git directory", "work/.git", "not-a-repo"],
])("inspect refuses %s with a hint", async (_what, path, code) => {
  const home = makeHome();
  makeRepository(home, "work", makeRemote(home));
  const refused = inspect(join(home.path, path), home.env);
  await expect(refused).rejects.toMatchObject({ code, hint: expect.any(String) });
});
