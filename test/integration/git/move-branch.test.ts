import { run } from "../../../src/system/run.ts";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openGit } from "../../../src/git/git.ts";
import { writeJournal } from "../../../src/git/integration/integration-journal.ts";
import { recoverIntegration } from "../../../src/git/integration/integrate.ts";
import { moveBranch, settleMove } from "../../../src/git/integration/move-branch.ts";
import { makeHome, writeFile, type Home } from "../../helpers/home.ts";
import { commitFile, git, makeRepository, refOf } from "../../helpers/repository.ts";

/** Two commits: the second changes one file, adds one and deletes one. The checkout stands at the first. */
function makeMove() {
  const home = makeHome();
  const work = makeRepository(home);
  commitFile(home, work, "gone.txt", "gone\n");
  const old = commitFile(home, work, "changed.txt", "one\n");
  git(home, work, "rm", "-q", "gone.txt");
  writeFile(work, "added.bin", Uint8Array.from([0, 255, 128, 10]));
  git(home, work, "add", "added.bin");
  const next = commitFile(home, work, "changed.txt", "two\n");
  git(home, work, "reset", "-q", "--hard", old);
  const gitDir = join(work, ".git");
  writeFile(gitDir, "sync-hooks/.keep", "");
  const opened = openGit({ path: work, gitDir, commonDir: gitDir }, { env: home.env, run });
  return { home, work, gitDir, git: opened, move: { ref: "refs/heads/main", old, new: next } };
}

const noOne = () => {};

test("a move brings branch, index and files to the new commit and says so in the reflog", async () => {
  const { home, work, git: opened, move } = makeMove();
  expect(await moveBranch(opened, move, "sync-hooks: test", noOne)).toEqual({ moved: true });
  expect(refOf(home, work, "HEAD")).toBe(move.new);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(work, "gone.txt"))).toBe(false);
  expect(git(home, work, "reflog", "-1", "--format=%gs", "main")).toBe("sync-hooks: test");
});

test("a move whose worker is killed before it has noted the process does nothing", async () => {
  const { home, work, gitDir, git: opened, move } = makeMove();
  const died: typeof run = (command, args, { onStart: _notNoted, ...options }) =>
    run(command, args, { ...options, input: "" });
  const result = await moveBranch({ ...opened, run: died }, move, "test", noOne);
  expect(result).toMatchObject({ moved: false });
  expect(refOf(home, work, "main")).toBe(move.old);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(gitDir, "index.lock"))).toBe(false);
});

test("a move waits for nobody: an index that another git holds makes it busy", async () => {
  const { home, work, gitDir, git: opened, move } = makeMove();
  writeFileSync(join(gitDir, "index.lock"), "");
  expect(await moveBranch(opened, move, "test", noOne)).toMatchObject({ why: "busy" });
  expect(existsSync(join(gitDir, "index.lock"))).toBe(true);
  expect(refOf(home, work, "main")).toBe(move.old);
});

test("a move is refused where a changed file would be overwritten, and keeps it", async () => {
  const { home, work, git: opened, move } = makeMove();
  writeFile(work, "changed.txt", "being edited\n");
  expect(await moveBranch(opened, move, "test", noOne)).toMatchObject({ why: "refused" });
  expect(readFileSync(join(work, "changed.txt"), "utf8")).toBe("being edited\n");
  expect(git(home, work, "status", "--porcelain")).toBe(" M changed.txt");
});

test("a move gives up where the user has gone to another branch", async () => {
  const { home, work, git: opened, move } = makeMove();
  git(home, work, "switch", "-qc", "elsewhere");
  expect(await moveBranch(opened, move, "test", noOne)).toMatchObject({ why: "left" });
  expect(refOf(home, work, "main")).toBe(move.old);
  expect(git(home, work, "status", "--porcelain")).toBe("");
});

test("a move touches no file where the branch has got another commit since", async () => {
  const { home, work, git: opened, move } = makeMove();
  const theirs = commitFile(home, work, "mine.txt", "mine\n");
  const inode = () => statSync(join(work, "changed.txt")).ino;
  const before = inode();
  expect(await moveBranch(opened, move, "test", noOne)).toMatchObject({ why: "left" });
  // An editor that read the file meanwhile would have brought the new commit's words into the old one.
  expect(inode()).toBe(before);
  expect(refOf(home, work, "main")).toBe(theirs);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(work, ".git/index.lock"))).toBe(false);
});

test("a move puts the files back where the branch has gone elsewhere meanwhile", async () => {
  const { home, work, git: opened, move } = makeMove();
  // The branch is locked, as by a git that is just about to move it.
  writeFile(work, ".git/refs/heads/main.lock", "");
  expect(await moveBranch(opened, move, "test", noOne)).toMatchObject({ why: "left" });
  rmSync(join(work, ".git/refs/heads/main.lock"));
  expect(refOf(home, work, "main")).toBe(move.old);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(work, ".git/index.lock"))).toBe(false);
});

/** The state in which a power failure leaves a move: the lock held, some files new, one of them half written. */
function breakOff(work: string, gitDir: string): void {
  writeFileSync(join(gitDir, "index.lock"), "sync-hooks\n");
  cpSync(join(gitDir, "index"), join(gitDir, "sync-hooks/index.next"));
  rmSync(join(work, "gone.txt"));
  writeFileSync(join(work, "changed.txt"), "tw");
  writeFileSync(join(work, "added.bin"), Uint8Array.from([0, 255]));
}

/** The state between read-tree and update-ref: all files new, branch and index old, the lock held. */
function breakOffAfterFiles(home: Home, work: string, move: { old: string; next: string }): void {
  git(home, work, "read-tree", "-m", "-u", move.old, move.next);
  git(home, work, "read-tree", "-m", move.old);
  writeFileSync(join(work, ".git/index.lock"), "sync-hooks\n");
}

test("a move that broke off while it wrote files is rolled back to the old commit", async () => {
  const { home, work, gitDir, git: opened, move } = makeMove();
  breakOff(work, gitDir);
  writeJournal(opened, { stage: "move", move, child: null });
  expect(await recoverIntegration(opened, 0)).toBe("clean");
  expect(refOf(home, work, "main")).toBe(move.old);
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(gitDir, "index.lock"))).toBe(false);
  expect(existsSync(join(gitDir, "sync-hooks/index.next"))).toBe(false);
});

test("rolling back leaves a file alone that the user has written since", async () => {
  const { work, gitDir, git: opened, move } = makeMove();
  breakOff(work, gitDir);
  writeFileSync(join(work, "changed.txt"), "my own words\n");
  await settleMove(opened, move);
  expect(readFileSync(join(work, "changed.txt"), "utf8")).toBe("my own words\n");
});

test("rolling back leaves a file alone that the user saves in the middle of it", async () => {
  const { work, gitDir, git: opened, move } = makeMove();
  breakOff(work, gitDir);
  const saves: Record<string, string> = {
    "changed.txt": "saved meanwhile\n",
    "gone.txt": "made anew meanwhile\n",
  };
  // The last git before a file is put back.
  const putBackBy = (args: readonly string[], input: string) =>
    args[0] === "checkout-index" ? input.split("\0") : [args.at(-1)?.split(`${move.old}:`)[1]];
  const withSaves: typeof run = (command, args, options) => {
    for (const path of putBackBy(args, String(options.input ?? "")))
      if (path && path in saves) writeFile(work, path, saves[path] ?? "");
    return run(command, args, options);
  };
  await settleMove({ ...opened, run: withSaves }, move);
  for (const [path, text] of Object.entries(saves))
    expect(readFileSync(join(work, path), "utf8")).toBe(text);
  expect(existsSync(join(work, "added.bin"))).toBe(false);
});

test("a move that changes attributes is rolled back under the old ones", async () => {
  const { home, work, gitDir, git: opened } = makeMove();
  writeFile(work, ".gitattributes", "*.bin binary\n");
  git(home, work, "add", ".gitattributes");
  const old = commitFile(home, work, "lines.txt", "one\n");
  writeFile(work, ".gitattributes", "*.txt text eol=crlf\n");
  git(home, work, "add", ".gitattributes");
  const next = commitFile(home, work, "lines.txt", "two\n");
  git(home, work, "reset", "-q", "--hard", old);
  breakOffAfterFiles(home, work, { old, next });
  await settleMove(opened, { ref: "refs/heads/main", old, new: next });
  expect(readFileSync(join(work, "lines.txt"), "utf8")).toBe("one\n");
  expect(git(home, work, "status", "--porcelain")).toBe("");
  expect(existsSync(join(gitDir, "index.lock"))).toBe(false);
});

test("a file with the longest of names is put back", async () => {
  const { home, work, git: opened } = makeMove();
  const name = `${"ä".repeat(125)}.txt`;
  const old = commitFile(home, work, name, "one\n");
  const next = commitFile(home, work, name, "two\n");
  git(home, work, "reset", "-q", "--hard", old);
  breakOffAfterFiles(home, work, { old, next });
  await settleMove(opened, { ref: "refs/heads/main", old, new: next });
  expect(readFileSync(join(work, name), "utf8")).toBe("one\n");
});

/** Takes away what stands in such a place, and puts something else there. */
const become = {
  file: (path: string) => writeFileSync(path, "words\n"),
  folder(path: string) {
    mkdirSync(join(path, "deep"), { recursive: true });
    writeFileSync(join(path, "deep/in.txt"), "in\n");
    writeFileSync(join(path, "shared.txt"), "shared\n");
  },
  link: (path: string) => symlinkSync("real", path),
  "other link": (path: string) => symlinkSync("nowhere", path),
  nothing: () => {},
};

/** Two commits between which `thing` becomes something else; beside it a folder `real`. The checkout stands at the first. */
function makeChange(before: keyof typeof become, after: keyof typeof become) {
  const made = makeMove();
  const { home, work } = made;
  writeFile(work, "real/shared.txt", "shared\n");
  const commits = [before, after].map((kind) => {
    rmSync(join(work, "thing"), { recursive: true, force: true });
    become[kind](join(work, "thing"));
    git(home, work, "add", "--all");
    git(home, work, "commit", "-q", "--allow-empty", "-m", kind);
    return refOf(home, work, "HEAD");
  });
  const [old = "", next = ""] = commits;
  git(home, work, "reset", "-q", "--hard", old);
  return { ...made, move: { ref: "refs/heads/main", old, new: next } };
}

const changes = [
  ["file", "folder"],
  ["file", "link"],
  ["folder", "file"],
  ["folder", "link"],
  ["link", "file"],
  ["link", "folder"],
  ["link", "other link"],
  ["folder", "nothing"],
  ["nothing", "link"],
] as const;

test.each(changes)("a move in which %s became %s is rolled back", async (before, after) => {
  const { home, work, gitDir, git: opened, move } = makeChange(before, after);
  breakOffAfterFiles(home, work, { old: move.old, next: move.new });
  expect(git(home, work, "status", "--porcelain")).not.toBe("");
  await settleMove(opened, move);
  expect(git(home, work, "status", "--porcelain", "--untracked-files=all")).toBe("");
  expect(existsSync(join(gitDir, "index.lock"))).toBe(false);
});

test("rolling back leaves a folder alone in which the user has a file, and what a link leads to", async () => {
  const folder = makeChange("file", "folder");
  breakOffAfterFiles(folder.home, folder.work, { old: folder.move.old, next: folder.move.new });
  writeFile(folder.work, "thing/mine.txt", "mine\n");
  await settleMove(folder.git, folder.move);
  expect(readdirSync(join(folder.work, "thing"))).toEqual(["mine.txt"]);

  const link = makeChange("link", "folder");
  writeFileSync(join(link.gitDir, "index.lock"), "sync-hooks\n");
  await settleMove(link.git, link.move);
  expect(readFileSync(join(link.work, "real/shared.txt"), "utf8")).toBe("shared\n");
});

test("what a sparse checkout leaves out is not put back, and keeps nothing else from it", async () => {
  const { home, work, gitDir, git: opened } = makeMove();
  writeFile(work, "out/of/sight.txt", "one\n");
  writeFile(work, "in/sight.txt", "one\n");
  git(home, work, "add", "--all");
  git(home, work, "commit", "-qm", "both");
  const old = refOf(home, work, "HEAD");
  writeFile(work, "out/of/sight.txt", "two\n");
  writeFile(work, "in/sight.txt", "two\n");
  git(home, work, "commit", "-qam", "both again");
  const next = refOf(home, work, "HEAD");
  git(home, work, "reset", "-q", "--hard", old);
  git(home, work, "sparse-checkout", "set", "--cone", "in");
  breakOffAfterFiles(home, work, { old, next });
  await settleMove(opened, { ref: "refs/heads/main", old, new: next });
  expect(readFileSync(join(work, "in/sight.txt"), "utf8")).toBe("one\n");
  expect(existsSync(join(work, "out"))).toBe(false);
  expect(existsSync(join(gitDir, "index.lock"))).toBe(false);
  expect(git(home, work, "status", "--porcelain")).toBe("");
});

test("a move that broke off after the branch had moved is finished", async () => {
  const { home, work, gitDir, git: opened, move } = makeMove();
  git(home, work, "read-tree", "-m", "-u", move.old, move.new);
  cpSync(join(gitDir, "index"), join(gitDir, "sync-hooks/index.next"));
  git(home, work, "read-tree", move.old);
  git(home, work, "update-ref", move.ref, move.new);
  writeFileSync(join(gitDir, "index.lock"), "sync-hooks\n");
  await settleMove(opened, move);
  expect(refOf(home, work, "HEAD")).toBe(move.new);
  expect(git(home, work, "status", "--porcelain")).toBe("");
});

test("an index.lock of the user's own git is never removed", async () => {
  const { gitDir, git: opened, move } = makeMove();
  writeFileSync(join(gitDir, "index.lock"), "DIRC");
  await settleMove(opened, move);
  expect(existsSync(join(gitDir, "index.lock"))).toBe(true);
});

test("a file's permission to run survives a move", async () => {
  const { home, work, git: opened, move } = makeMove();
  chmodSync(join(work, "README.md"), 0o755);
  git(home, work, "commit", "-qam", "make it run");
  const old = refOf(home, work, "HEAD");
  const next = commitFile(home, work, "later.txt", "later\n");
  git(home, work, "reset", "-q", "--hard", old);
  expect((await moveBranch(opened, { ...move, old, new: next }, "test", noOne)).moved).toBe(true);
  expect(git(home, work, "status", "--porcelain")).toBe("");
});
