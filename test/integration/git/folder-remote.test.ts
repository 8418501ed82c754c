import { chmodSync, chownSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { RemoteFacts } from "../../../src/core/publish/git-facts.ts";
import { standsInFolder } from "../../../src/git/folder-remote.ts";
import { makeHome } from "../../helpers/home.ts";
import { commitFile, git, makeRemote, makeRepository, refOf } from "../../helpers/repository.ts";

const main = "refs/heads/main";

function makeFolder() {
  const home = makeHome();
  const remote = makeRemote(home);
  const work = makeRepository(home, "work", remote);
  return { home, remote, work, tip: refOf(home, work, "HEAD") };
}

const at = (url: string, more: Partial<RemoteFacts> = {}): RemoteFacts => ({
  url,
  fetch: [],
  push: [],
  mirror: false,
  ownProgram: false,
  ...more,
});

test("a branch of a bare repository or of a working tree is found at its commit, loose and packed", () => {
  const { home, remote, work, tip } = makeFolder();
  for (const url of [remote, pathToFileURL(remote).href, work]) {
    expect(standsInFolder(at(url), main, tip)).toBe(true);
    expect(standsInFolder(at(url), "refs/heads/none", tip)).toBe(false);
  }
  git(home, remote, "pack-refs", "--all");
  expect(standsInFolder(at(remote), main, tip)).toBe(true);
  const next = commitFile(home, work, "a.txt", "a\n");
  git(home, work, "push", "-q", "origin", "main");
  expect(standsInFolder(at(remote), main, tip)).toBe(false);
  expect(standsInFolder(at(remote), main, next)).toBe(true);
});

test("git is asked about another transport, a program of the user's own, and what is no repository", () => {
  const { home, remote, tip } = makeFolder();
  const urls = [`file://host${remote}`, `ssh://h${remote}`, `h:${remote}`, "../remote.git", ""];
  for (const url of urls) expect([url, standsInFolder(at(url), main, tip)]).toEqual([url, false]);
  expect(standsInFolder(at(remote, { url: null }), main, tip)).toBe(false);
  expect(standsInFolder(at(remote, { ownProgram: true }), main, tip)).toBe(false);
  const plain = join(home.path, "plain");
  cpSync(join(remote, "refs"), join(plain, "refs"), { recursive: true });
  expect(standsInFolder(at(plain), main, tip)).toBe(false);
  rmSync(remote, { recursive: true });
  expect(standsInFolder(at(remote), main, tip)).toBe(false);
});

test("git is asked about refs in a reftable, about one that names itself, and about a linked worktree", () => {
  const { home, remote, work, tip } = makeFolder();
  const linked = join(home.path, "linked");
  git(home, work, "worktree", "add", "-q", linked);
  expect(standsInFolder(at(linked), main, tip)).toBe(false);
  writeFileSync(join(remote, "refs/heads/loop"), "ref: refs/heads/loop\n");
  expect(standsInFolder(at(remote), "refs/heads/loop", tip)).toBe(false);
  mkdirSync(join(remote, "reftable"));
  expect(standsInFolder(at(remote), main, tip)).toBe(false);
});

test("git is asked about somebody else's folder, and about one that may not be looked at", () => {
  const { remote, tip } = makeFolder();
  if (process.geteuid?.() === 0) {
    chownSync(remote, 65534, 65534);
    expect(standsInFolder(at(remote), main, tip)).toBe(false);
    chownSync(remote, 0, 0);
  }
  chmodSync(remote, 0o000);
  // Root may look at everything, and finds the same.
  expect(standsInFolder(at(remote), main, tip)).toBe(process.geteuid?.() === 0);
  chmodSync(remote, 0o755);
});
