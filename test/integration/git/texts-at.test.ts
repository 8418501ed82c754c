import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { openGit, type Git } from "../../../src/git/git.ts";
import {
  checkedOutAtHead,
  headCommit,
  noCommit,
  textsAt,
} from "../../../src/git/state/file-at-head.ts";
import { run } from "../../../src/system/run.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { commitFile, git, makeRepository } from "../../helpers/repository.ts";

function opened(home: Home, path: string): { at: Git; started: string[][] } {
  const started: string[][] = [];
  const counting: typeof run = (command, args, options) => {
    started.push([...args]);
    return run(command, args, options);
  };
  const checkout = { path, gitDir: `${path}/.git`, commonDir: `${path}/.git` };
  return { at: openGit(checkout, { env: home.env, run: counting }), started };
}

test("the texts come back byte for byte, whatever the files are called and hold", async () => {
  const home = makeHome();
  const path = makeRepository(home);
  const files = new Map([
    ["empty.md", ""],
    ["no-end.md", "no line end"],
    ["lines.md", "a\r\n\r\nb\n\n"],
    ["-dash.md", "0000 blob 5\n"],
    ['new\nline "quoted".md', "ü 日本 🙂\n"],
    ["plans/deep/ä.md", "x\n"],
  ]);
  for (const [name, text] of files) commitFile(home, path, name, text);
  writeFile(path, "lines.md", "changed since\n");
  const { at } = opened(home, path);
  const found = await textsAt(at, "HEAD", [...files.keys(), "absent.md", "plans"]);
  expect(found).toEqual(files);
});

test("hundreds of files cost no more processes than one", async () => {
  const home = makeHome();
  const path = makeRepository(home);
  const names = Array.from({ length: 200 }, (_, index) => `plan-${index}.md`);
  for (const name of names) writeFile(path, name, `${name}\n`);
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", "many");
  const one = opened(home, path);
  await textsAt(one.at, "HEAD", names.slice(0, 1));
  const many = opened(home, path);
  expect((await textsAt(many.at, "HEAD", names)).size).toBe(200);
  expect(many.started).toHaveLength(one.started.length);
});

test("before the first commit HEAD holds nothing", async () => {
  const home = makeHome();
  git(home, home.path, "init", "--quiet", "new");
  const { at } = opened(home, `${home.path}/new`);
  expect(await checkedOutAtHead(at, ["a.md"])).toEqual(new Map());
});

test("a filter that fails leaves nobody to tell a file's text, and every other file's is told", async () => {
  const home = makeHome();
  const path = makeRepository(home);
  for (const name of ["plain.md", "coded.md"]) commitFile(home, path, name, "words\n");
  writeFile(path, ".gitattributes", "coded.md filter=coded\n");
  git(home, path, "config", "filter.coded.smudge", "false");
  git(home, path, "config", "filter.coded.required", "true");
  const { at } = opened(home, path);
  expect(await textsAt(at, "HEAD", ["plain.md", "coded.md"])).toEqual(
    new Map([
      ["plain.md", "words\n"],
      ["coded.md", null],
    ]),
  );
});

test("a file whose text git has lost is an error, not a file that is not there", async () => {
  const home = makeHome();
  const path = makeRepository(home);
  commitFile(home, path, "lost.md", "words\n");
  const id = git(home, path, "rev-parse", "HEAD:lost.md");
  rmSync(`${path}/.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
  const { at } = opened(home, path);
  await expect(textsAt(at, "HEAD", ["lost.md"])).rejects.toMatchObject({ code: "git" });
});

test("HEAD names no commit before the first one, and a broken branch is an error", async () => {
  const home = makeHome();
  git(home, home.path, "init", "--quiet", "new");
  const path = `${home.path}/new`;
  const { at } = opened(home, path);
  expect(await headCommit(at)).toBe(noCommit);
  writeFile(path, ".git/refs/heads/main", "");
  await expect(headCommit(at)).rejects.toMatchObject({ code: "git" });
  writeFile(path, ".git/refs/heads/main", `${"1".repeat(40)}\n`);
  await expect(headCommit(at)).rejects.toMatchObject({ code: "git" });
});
