import { join } from "node:path";
import { expect, test } from "vitest";
import { openGit, tryGit, type Git } from "../../../src/git/git.ts";
import { headCommit, noCommit } from "../../../src/git/state/file-at-head.ts";
import { ownCommits } from "../../../src/git/state/own-commits.ts";
import { blobsSince } from "../../../src/git/state/file-history.ts";
import { run } from "../../../src/system/run.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { git, makeRepository } from "../../helpers/repository.ts";
import type { Clone } from "../../simulator/ground.ts";
import { makeMemoryGround } from "../../simulator/memory/memory-ground.ts";

const file = "workplans/plan.md";
const contents = new Map([
  [file, "# Plan\n\nsome words 🎉\n"],
  ["TASKS.md", "- [ ] B1: one\r\n"],
]);

/** The same repository twice: real, and in memory. */
function makeTwins(): {
  home: Home;
  path: string;
  real: Git;
  model: Git;
  clone: Clone;
  save: (text: string) => void;
  stage: () => void;
  commit: () => void;
  resetHard: () => void;
} {
  const home = makeHome();
  const path = makeRepository(home, "work", null);
  for (const [name, text] of contents) writeFile(path, name, text);
  git(home, path, "add", "--all");
  git(home, path, "commit", "--quiet", "--message", "tasks");
  const ground = makeMemoryGround();
  ground.makeRemote("app", contents);
  const clone = ground.clone("app", "work");
  const gitDir = join(path, ".git");
  return {
    home,
    path,
    real: openGit({ path, gitDir, commonDir: gitDir }, { env: home.env, run }),
    model: openGit(
      { path: clone.path, gitDir: clone.gitDir, commonDir: clone.gitDir },
      { env: {}, run: ground.run },
    ),
    clone,
    save(text) {
      writeFile(path, file, text);
      clone.save(file, Buffer.from(text));
    },
    stage() {
      git(home, path, "add", "--all");
      clone.stage();
    },
    commit() {
      git(home, path, "commit", "--quiet", "--all", "--message", "more");
      clone.commit();
    },
    resetHard() {
      git(home, path, "reset", "--quiet", "--hard", "HEAD~1");
      clone.resetHard();
    },
  };
}

const questions: { args: readonly string[]; input?: string }[] = [
  { args: ["rev-parse", "--verify", "--quiet", `HEAD:${file}`] },
  { args: ["rev-parse", "--verify", "--quiet", "HEAD:nowhere.md"] },
  { args: ["symbolic-ref", "--quiet", "--short", "HEAD"] },
  { args: ["hash-object", "--stdin", `--path=${file}`], input: "some text é\n" },
  { args: ["ls-tree", "-z", "HEAD", "--", file, "TASKS.md", "nowhere.md"] },
  {
    args: [
      "ls-files",
      "-z",
      "--cached",
      "--others",
      "--exclude-standard",
      "--",
      ":(glob)workplans/**/*.md",
      ":(glob)**/TASKS.md",
    ],
  },
  {
    args: [
      "ls-files",
      "-z",
      "-t",
      "--cached",
      "--",
      ":(glob)workplans/**/*.md",
      ":(glob)**/TASKS.md",
    ],
  },
  {
    args: [
      "diff-index",
      "--cached",
      "--name-only",
      "--no-renames",
      "-z",
      "HEAD",
      "--",
      `:(top,literal)${file}`,
      ":(top,literal)TASKS.md",
    ],
  },
  { args: ["add", "--refresh", "--", `:(top,literal)TASKS.md`] },
];

test.each(["as committed", "edited", "edited and staged"] as const)(
  "the simulator's git answers every question of a reconcile as git does: %s",
  async (state) => {
    const twins = makeTwins();
    if (state !== "as committed") twins.save("# Plan\n\nother words\n");
    if (state === "edited and staged") twins.stage();
    for (const { args, input } of questions) {
      const options = input === undefined ? {} : { input };
      const [real, model] = [
        await tryGit(twins.real, args, options),
        await tryGit(twins.model, args, options),
      ];
      expect({ args, status: model.status, stdout: model.stdout }).toEqual({
        args,
        status: real.status,
        stdout: real.stdout,
      });
    }
    const answers = await Promise.all(
      [twins.real, twins.model].map(async (twin) => {
        const head = await tryGit(twin, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
        const commit = head.stdout.trim();
        const blob = await tryGit(twin, ["rev-parse", "--verify", "--quiet", `${commit}:${file}`]);
        const tree = await tryGit(twin, ["ls-tree", "-z", commit, "--", file]);
        return [blob.stdout, tree.stdout];
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]?.[0]).not.toBe("");
    const id = (await tryGit(twins.real, ["rev-parse", `HEAD:${file}`])).stdout.trim();
    await tryGit(twins.model, ["ls-tree", "-z", "HEAD", "--", file]);
    for (const [args, input] of [
      [["cat-file", "--filters", `--path=${file}`, id], undefined],
      [["cat-file", "--batch=marker"], `${id}\n`],
      [["cat-file", "--batch=marker", "--filters"], `${id} ${file}\n`],
    ] as const) {
      const options = input === undefined ? {} : { input };
      expect((await tryGit(twins.model, args, options)).stdout).toBe(
        (await tryGit(twins.real, args, options)).stdout,
      );
    }
    const dirty = await tryGit(twins.real, [
      "status",
      "--porcelain=v2",
      "-z",
      "--untracked-files=no",
    ]);
    const said = await tryGit(twins.model, [
      "status",
      "--porcelain=v2",
      "-z",
      "--untracked-files=no",
    ]);
    expect(pathsOf(said.stdout)).toEqual(pathsOf(dirty.stdout));
  },
);

test("the simulator's git knows what a file has been on both sides of a merge, as git does", async () => {
  const { home, path, real, model, clone, save } = makeTwins();
  const heads = async () => Promise.all([real, model].map((twin) => headCommit(twin)));
  const commit = (text: string) => {
    save(text);
    git(home, path, "commit", "--quiet", "--all", "--message", "change");
    clone.commit();
  };
  const switchTo = (branch: string, ...create: string[]) => {
    git(home, path, "switch", "--quiet", ...create, branch);
    clone.switchTo(branch);
  };
  const first = await heads();
  commit("# Plan\n\nonce\n");
  const second = await heads();
  switchTo("side", "--create");
  switchTo("main");
  commit("# Plan\n\ntwice\n");
  commit("# Plan\n\nonce\n");
  switchTo("side");
  saveOther(home, path, clone);
  // The side that comes first has the file as the merge has it: without --full-history the other one is not asked.
  git(home, path, "merge", "--quiet", "main");
  clone.merge("main", "ours");
  const last = await heads();
  for (const [since, count] of [
    [first, 2],
    [second, 2],
    [[noCommit, noCommit], 3],
    [last, 0],
  ] as const) {
    const [told, modelled] = await Promise.all(
      [real, model].map(async (twin, at) =>
        (await blobsSince(twin, since[at] ?? "", last[at] ?? "", file))?.toSorted(),
      ),
    );
    expect(told).toHaveLength(count);
    expect(modelled).toEqual(told);
  }
});

/** A commit of another file alone: the merge that follows has this one file as it was. */
function saveOther(home: Home, path: string, clone: Clone): void {
  const text = "- [ ] B1: other\r\n";
  writeFile(path, "TASKS.md", text);
  clone.save("TASKS.md", Buffer.from(text));
  git(home, path, "commit", "--quiet", "--all", "--message", "another file");
  clone.commit();
}

test("the simulator's git knows as git does where a line of commits began that took another's place", async () => {
  const twins = makeTwins();
  const heads = async () => {
    const asked = [twins.real, twins.model].map((twin) => tryGit(twin, ["rev-parse", "HEAD"]));
    return (await Promise.all(asked)).map(({ stdout }) => stdout.trim());
  };
  const first = await heads();
  twins.save("# Plan\n\nold words\n");
  twins.commit();
  const old = await heads();
  twins.resetHard();
  expect(await heads()).toEqual(first);
  twins.save("# Plan\n\nnew words\n");
  twins.commit();
  const now = await heads();
  for (const [at, twin] of [twins.real, twins.model].entries()) {
    const between = (a: string, b: string) => tryGit(twin, ["merge-base", a, b]);
    const began = { status: 0, stdout: `${first[at]}\n` };
    expect(await between(old[at] ?? "", now[at] ?? "")).toMatchObject(began);
    expect(await between(first[at] ?? "", now[at] ?? "")).toMatchObject(began);
    expect((await between("0".repeat(40), now[at] ?? "")).status).not.toBe(0);
  }
});

test("the simulator's git knows as git does which commits of a file were made here, and upon what", async () => {
  const { home, path, real, model, clone, ...twins } = makeTwins();
  const heads = async () => Promise.all([real, model].map((twin) => headCommit(twin)));
  const first = await heads();
  twins.save("# Plan\n\nonce\n");
  twins.commit();
  const once = await heads();
  twins.resetHard();
  git(home, path, "switch", "--quiet", "--create", "side");
  clone.switchTo("side");
  saveOther(home, path, clone);
  const beforeTwice = await heads();
  twins.save("# Plan\n\ntwice\n");
  twins.commit();
  const twice = await heads();
  git(home, path, "switch", "--quiet", "main");
  clone.switchTo("main");
  git(home, path, "merge", "--quiet", "side");
  clone.merge("side", "ours");
  for (const [at, twin] of [real, model].entries()) {
    const made = (from: string) =>
      ownCommits(twin, { since: from, until: twice[at] ?? "", path: file });
    const second = { id: twice[at], upon: [beforeTwice[at]], isLater: false };
    const known = { id: once[at], upon: [first[at]], isLater: false };
    expect(await made(first[at] ?? "")).toEqual([second, known]);
    expect(await made(once[at] ?? "")).toEqual([{ ...second, isLater: true }]);
    expect(await made("1".repeat(40))).toBeNull();
    const all = [second, known].map((commit) => ({ ...commit, isLater: true }));
    expect((await made(noCommit))?.slice(0, 2)).toEqual(all);
  }
});

const pathsOf = (listed: string) =>
  listed.split("\0").map((record) => record.split(" ").slice(8).join(" "));
