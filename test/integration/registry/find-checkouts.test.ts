import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findCheckouts } from "../../../src/actions/registry/find-checkouts.ts";
import { makeHome } from "../../helpers/home.ts";
import { git, makeRepository } from "../../helpers/repository.ts";

function scanned(depth: number, build: (home: ReturnType<typeof makeHome>) => void) {
  const home = makeHome();
  build(home);
  const top = join(home.path, "code");
  const { found, unreadable } = findCheckouts(top, depth);
  return { found: found.map((path) => path.slice(top.length + 1)), unreadable };
}

test("finds checkouts, nested ones, linked worktrees and submodules, in the order of their paths", () => {
  const { found } = scanned(Infinity, (home) => {
    const api = makeRepository(home, "code/api");
    makeRepository(home, "code/group/sub/web");
    makeRepository(home, "code/api/packages/inner");
    git(home, api, "worktree", "add", "--quiet", "-b", "review", "../api-review");
    git(
      home,
      api,
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "--quiet",
      "add",
      join(home.path, "code/group/sub/web"),
      "lib",
    );
  });
  expect(found).toEqual(["api", "api-review", "api/lib", "api/packages/inner", "group/sub/web"]);
});

test("the folder itself may be a checkout, and may be named through a symbolic link", () => {
  const home = makeHome();
  const path = makeRepository(home, "code");
  symlinkSync(path, join(home.path, "link"));
  expect(findCheckouts(join(home.path, "link"), 0).found).toEqual([path]);
});

test.each(["node_modules", "vendor", ".cache", "target", "third_party", ".venv"])(
  "passes over %s",
  (folder) => {
    const { found } = scanned(Infinity, (home) => {
      makeRepository(home, `code/${folder}/dependency`);
      makeRepository(home, `code/app/${folder}/deep/dependency`);
      makeRepository(home, "code/app");
    });
    expect(found).toEqual(["app"]);
  },
);

test("a bare repository is none, the worktrees in it are", () => {
  const { found } = scanned(Infinity, (home) => {
    const origin = makeRepository(home, "origin");
    git(home, home.path, "clone", "--quiet", "--bare", origin, "code/app.git");
    git(home, join(home.path, "code/app.git"), "worktree", "add", "--quiet", "main-tree", "main");
  });
  expect(found).toEqual(["app.git/main-tree"]);
});

test("looks no deeper than the depth", () => {
  const build = (home: ReturnType<typeof makeHome>) => {
    for (const name of ["one", "a/two", "a/b/three"]) makeRepository(home, `code/${name}`);
  };
  expect(scanned(1, build).found).toEqual(["one"]);
  expect(scanned(2, build).found).toEqual(["a/two", "one"]);
});

test("symbolic links that form a loop end nothing", () => {
  const { found } = scanned(Infinity, (home) => {
    makeRepository(home, "code/app");
    symlinkSync(join(home.path, "code"), join(home.path, "code/app/loop"));
    symlinkSync("self", join(home.path, "code/self"));
  });
  expect(found).toEqual(["app"]);
});

test("names with spaces, newlines and letters of any script are found", () => {
  const names = ["a b", "line\nbreak", "ünï"];
  const { found } = scanned(Infinity, (home) => {
    for (const name of names) makeRepository(home, `code/${name}`);
  });
  expect(found).toEqual(names);
});

test("a folder that does not exist is a usage error", () => {
  const home = makeHome();
  expect(() => findCheckouts(join(home.path, "gone"), 1)).toThrow("there is no such folder");
  mkdirSync(join(home.path, "empty"));
  expect(findCheckouts(join(home.path, "empty"), 1)).toEqual({ found: [], unreadable: [] });
});
