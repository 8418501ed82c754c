import { createHash } from "node:crypto";
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { systemFiles } from "../../system/file-access.ts";
import { readIfPresent } from "../../system/files.ts";
import { replaceFile } from "../../system/replace-file.ts";
import { runGit, tryGit, type Git } from "../git.ts";
import { transientFiles } from "../transient-files.ts";
import type { Move } from "./integration-journal.ts";

/**
 * Gives the working tree back the files of the old commit where a broken move (a full disk, a crash) left
 * the new one's: a file that is missing, or holds the new content or a beginning of it. Anything else in
 * such a place is the user's and stays, also what comes there meanwhile. The index must be the old commit's.
 */
export async function restoreFiles(git: Git, move: Move): Promise<void> {
  // All are looked at before one is put back: attributes among them decide how the others are checked out.
  const changes = await changedPaths(git, move);
  const ours: Ours[] = [];
  for (const change of changes.filter(({ status }) => status !== "D")) {
    const found = await whatMoveLeft(git, change, move.new);
    if (found !== null) ours.push({ ...change, ...found });
  }
  for (const { path } of ours.filter(({ status }) => status === "A")) removeAdded(git, path);
  // Where a file became a folder, or a folder a file, the old one is missing only now.
  const deleted = changes.filter(({ status, path }) => status === "D" && isMissing(git, path));
  const back = [
    ...ours.filter(({ status }) => status !== "A"),
    ...deleted.map((change) => ({ ...change, hash: null })),
  ];
  const attributes = back.filter(({ path }) => basename(path) === ".gitattributes");
  const others = back.filter((one) => !attributes.includes(one));
  for (const some of [attributes, others]) {
    await makeAnew(git, some.filter(({ hash }) => hash === null).map(pathOf));
    const rewritten = some.filter(({ hash }) => hash !== null);
    const isExchanged = (one: Ours) => one.isPlain && !attributes.includes(one);
    await checkOut(git, rewritten.filter((one) => !isExchanged(one)).map(pathOf));
    for (const one of rewritten.filter(isExchanged)) await putBack(git, one, move.old);
  }
}

/** `isPlain`: an ordinary file before and after, with the same mode. */
type Change = { status: string; path: string; isPlain: boolean };
/** A place that is the move's. `hash`: of what stands there; null: nothing does. */
type Ours = Change & { hash: string | null };

const pathOf = ({ path }: Change) => path;
const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function whatMoveLeft(
  git: Git,
  { path, status }: Change,
  commit: string,
): Promise<{ hash: string | null } | null> {
  const place = join(git.path, path);
  const stat = lookAt(git, path);
  if (stat === "nothing") return status === "A" ? null : { hash: null };
  if (stat === "in-the-way" || !(stat.isFile() || stat.isSymbolicLink())) return null;
  const content = await contentIn(git, path, commit);
  const bytes = stat.isFile() ? readFileSync(place) : readlinkSync(place, "buffer");
  const text = bytes.toString("latin1");
  const isOurs = stat.isFile() ? content.startsWith(text) : content === text;
  return isOurs ? { hash: hashOf(bytes) } : null;
}

/** What stands in a place; `in-the-way`: a file, or a link to who knows where, in the place of a folder above it. */
function lookAt(git: Git, path: string): Stats | "nothing" | "in-the-way" {
  const names = path.split("/");
  for (let depth = 1; depth < names.length; depth += 1) {
    const folder = lstat(join(git.path, ...names.slice(0, depth)));
    if (!folder) return "nothing";
    if (!folder.isDirectory()) return "in-the-way";
  }
  return lstat(join(git.path, path)) ?? "nothing";
}

const lstat = (path: string) => lstatSync(path, { throwIfNoEntry: false });
const isMissing = (git: Git, path: string) => lookAt(git, path) === "nothing";

/** With the folders that are empty without it, as git itself does. */
function removeAdded(git: Git, path: string): void {
  rmSync(join(git.path, path), { force: true });
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const place = join(git.path, folder);
    if (!lstat(place) || readdirSync(place).length > 0) return;
    rmdirSync(place);
  }
}

/** What git leaves as it stands is somebody's new file; what it could not write is missing still. */
async function makeAnew(git: Git, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await tryGit(git, checkOutIndex, { input: listOf(paths) });
  await checkOut(
    git,
    paths.filter((path) => isMissing(git, path)),
  );
}

async function checkOut(git: Git, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await runGit(git, [...checkOutIndex, "--force"], { input: listOf(paths) });
}

const checkOutIndex = ["checkout-index", "--quiet", "-z", "--stdin"];
const listOf = (paths: readonly string[]) => paths.map((path) => `${path}\0`).join("");

/** In one step, and only while what was seen there still stands. */
async function putBack(git: Git, { path, hash }: Ours, commit: string): Promise<void> {
  const old = Buffer.from(await contentIn(git, path, commit), "latin1");
  const bytes = readIfPresent(join(git.path, path));
  if (bytes === null || hashOf(bytes) !== hash) return;
  replaceFile(systemFiles, join(git.path, path), bytes, old, transientFiles(git.gitDir).folder);
}

/** `:oldmode newmode oldblob newblob STATUS`, NUL, path, NUL (git-diff-tree(1), raw output). */
async function changedPaths(git: Git, move: Move): Promise<Change[]> {
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules", move.old, move.new];
  const fields = (await runGit(git, args)).split("\0");
  const left = await leftOut(git);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [words = "", path = ""] = [fields[at], fields[at + 1]];
    const isPlain = /^:(100\d+) \1 /.test(words);
    if (!left.has(path)) changes.push({ status: words.slice(-1), path, isPlain });
  }
  return changes;
}

/** The files that a sparse checkout leaves out: `S`, then the path, in git-ls-files(1) with -t. */
async function leftOut(git: Git): Promise<ReadonlySet<string>> {
  const listed = (await runGit(git, ["ls-files", "-t", "-z"])).split("\0");
  return new Set(listed.filter((line) => line.startsWith("S ")).map((line) => line.slice(2)));
}

/** As it is checked out, one character for each byte. */
const contentIn = (git: Git, path: string, commit: string): Promise<string> =>
  runGit(git, ["cat-file", "--filters", `${commit}:${path}`], { encoding: "latin1" });
