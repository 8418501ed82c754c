import { expect, test } from "vitest";
import { openGit, type Git } from "../../../src/git/git.ts";
import { checkedOutAtHead, textsAt } from "../../../src/git/state/file-at-head.ts";
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
