import { createHash } from "node:crypto";
import { isSound } from "../documents.ts";
import { mergeLines, type Prefer } from "./merge-lines.ts";

/** The files of a commit or of the index, by path. */
export type Tree = ReadonlyMap<string, string>;
export type Commit = { id: string; tree: Tree; parents: readonly string[] };
type Branches = Map<string, Commit>;

/** What lies in a git directory. Working files lie elsewhere. */
export type GitState = {
  head: string;
  branches: Branches;
  index: Tree;
  stashes: { base: Tree; tree: Tree }[];
  remote: Branches;
  /** HEAD's log, the oldest first: where it went, and git's own word for how. */
  moves: { to: Commit; how: string }[];
};

/** As git names it (git-hash-object(1)). */
export const blobId = (bytes: string | Uint8Array): string => {
  if (typeof bytes !== "string") return hashOf(Buffer.from(bytes));
  const known = ids.get(bytes);
  if (known !== undefined) return known;
  const id = hashOf(Buffer.from(bytes));
  if (ids.size > 500) ids.clear();
  ids.set(bytes, id);
  return id;
};

const ids = new Map<string, string>();

const hashOf = (content: Buffer) =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");

/** The commits of one world. */
export type Objects = {
  commit: (tree: Tree, parents: readonly Commit[]) => Commit;
  find: (id: string) => Commit | undefined;
  /** What `newer` has behind it and `older` has not, newest first. */
  since: (newer: Commit | undefined, older: Commit | undefined) => Commit[];
  isAncestor: (older: Commit, newer: Commit) => boolean;
  /** The newest commit that both have behind them. */
  mergeBase: (a: Commit, b: Commit) => Commit | null;
};

export function makeObjects(): Objects {
  const commits = new Map<string, Commit>();
  const behind = (from: Commit): Commit[] => {
    const found = new Map([[from.id, from]]);
    for (const { parents } of found.values())
      for (const id of parents) {
        const parent = commits.get(id);
        if (parent) found.set(id, parent);
      }
    return [...found.values()];
  };
  return {
    commit(tree, parents) {
      const id = createHash("sha1").update(`commit ${commits.size}`).digest("hex");
      const commit = { id, tree, parents: parents.map((parent) => parent.id) };
      commits.set(id, commit);
      return commit;
    },
    find: (id) => commits.get(id),
    since(newer, older) {
      const known = new Set(older ? behind(older) : []);
      return newer ? behind(newer).filter((commit) => !known.has(commit)) : [];
    },
    isAncestor: (older, newer) => behind(newer).includes(older),
    mergeBase(a, b) {
      const behindA = new Set(behind(a));
      return behind(b).find((commit) => behindA.has(commit)) ?? null;
    },
  };
}

/** The three trees merged file by file; null where a file conflicts and nobody is preferred. */
export function mergeTrees(
  base: Tree,
  ours: Tree,
  theirs: Tree,
  prefer: Prefer | null,
): Tree | null {
  const merged = new Map<string, string>();
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const texts = {
      base: base.get(path) ?? "",
      ours: ours.get(path) ?? "",
      theirs: theirs.get(path) ?? "",
    };
    const text = mergeLines(texts, prefer);
    if (text !== null && isSound(text)) merged.set(path, text);
    else if (prefer === null) return null;
    else merged.set(path, texts[prefer]);
  }
  return merged;
}

export function sameTree(a: Tree, b: Tree): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}
