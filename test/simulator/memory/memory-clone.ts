import { join } from "node:path";
import type { Clone } from "../ground.ts";
import type { Prefer } from "./merge-lines.ts";
import type { MemoryFiles } from "./memory-files.ts";
import {
  mergeTrees,
  sameTree,
  type Commit,
  type GitState,
  type Objects,
  type Tree,
} from "./memory-git.ts";

const texts = new WeakMap<Buffer, string>();

/** The text of a file's bytes, which are never changed in place. */
function textOf(bytes: Buffer): string {
  const known = texts.get(bytes);
  if (known !== undefined) return known;
  const text = bytes.toString("utf8");
  texts.set(bytes, text);
  return text;
}

/** What git does for a person in one clone, on files in memory. */
export function makeMemoryClone(
  files: MemoryFiles,
  objects: Objects,
  state: GitState,
  path: string,
): Clone {
  const gitDir = join(path, ".git");
  const at = (file: string) => `${path}/${file}`;
  const head = (): Commit => {
    const commit = state.branches.get(state.head);
    if (!commit) throw new RangeError(`${path} has no branch ${state.head}`);
    return commit;
  };
  const workingTree = (): Tree =>
    new Map(
      files
        .below(path)
        .filter((file) => file.endsWith(".md"))
        .map((file) => [file, textOf(files.read(at(file)))]),
    );
  const setIndex = (tree: Tree) => {
    state.index = tree;
    files.overwrite(join(gitDir, "index"), Buffer.from(String(tree.size)));
  };
  const isDirty = () =>
    !sameTree(workingTree(), head().tree) || !sameTree(state.index, head().tree);
  /** Writes the files that differ; git makes them anew, so they get another inode. */
  const checkOut = (tree: Tree) => {
    const now = workingTree();
    for (const file of now.keys()) if (!tree.has(file)) files.remove(at(file));
    for (const [file, text] of tree) {
      if (now.get(file) === text) continue;
      files.remove(at(file));
      files.write(at(file), Buffer.from(text));
    }
    setIndex(tree);
  };
  const noteMove = (how: string) => state.moves.push({ to: head(), how });
  const moveTo = (commit: Commit, how: string) => {
    state.branches.set(state.head, commit);
    noteMove(how);
    checkOut(commit.tree);
  };
  const mergeIn = (theirs: Commit, prefer: Prefer | null, how: string): boolean => {
    const ours = head();
    if (isDirty() || objects.isAncestor(theirs, ours)) return false;
    if (objects.isAncestor(ours, theirs)) return (moveTo(theirs, how), true);
    const base = objects.mergeBase(ours, theirs)?.tree ?? new Map();
    const tree = mergeTrees(base, ours.tree, theirs.tree, prefer);
    if (tree === null) return false;
    moveTo(objects.commit(tree, [ours, theirs]), how);
    return true;
  };
  setIndex(head().tree);
  checkOut(head().tree);
  return {
    path,
    gitDir,
    read: (file) => (files.has(at(file)) ? files.read(at(file)) : null),
    save: (file, bytes) => files.overwrite(at(file), bytes),
    remove: (file) => files.remove(at(file)),
    branch: () => state.head,
    head: () => head().id,
    isDirty,
    textIn(ref, file) {
      const commit =
        ref === "HEAD"
          ? head()
          : ref === "origin"
            ? state.remote.get("main")
            : state.branches.get(ref);
      return commit?.tree.get(file) ?? null;
    },
    stage: () => setIndex(workingTree()),
    commit() {
      const tree = workingTree();
      setIndex(tree);
      if (sameTree(tree, head().tree)) return false;
      state.branches.set(state.head, objects.commit(tree, [head()]));
      noteMove("commit");
      return true;
    },
    restore(file) {
      const text = head().tree.get(file);
      if (text === undefined) return;
      const tree = new Map(workingTree()).set(file, text);
      const index = new Map(state.index).set(file, text);
      checkOut(tree);
      setIndex(index);
    },
    stash() {
      if (!isDirty()) return false;
      state.stashes.push({ base: head().tree, tree: workingTree() });
      checkOut(head().tree);
      return true;
    },
    pop() {
      const stash = state.stashes.at(-1);
      if (!stash || isDirty()) return false;
      const tree = mergeTrees(stash.base, head().tree, stash.tree, "theirs");
      if (tree === null) return false;
      state.stashes.pop();
      const index = state.index;
      checkOut(tree);
      setIndex(index);
      return true;
    },
    switchTo(branch) {
      const to = state.branches.get(branch) ?? head();
      if (isDirty() && !sameTree(to.tree, head().tree)) return false;
      const [index, dirty] = [state.index, isDirty()];
      state.branches.set(branch, to);
      state.head = branch;
      noteMove("checkout");
      if (dirty) setIndex(index);
      else checkOut(to.tree);
      return true;
    },
    merge(branch, prefer) {
      const theirs = state.branches.get(branch);
      return theirs !== undefined && branch !== state.head && mergeIn(theirs, prefer, "merge");
    },
    pull(prefer) {
      const theirs = state.remote.get("main");
      return theirs !== undefined && state.head === "main" && mergeIn(theirs, prefer, "pull");
    },
    push() {
      const [ours, theirs] = [state.branches.get("main"), state.remote.get("main")];
      if (!ours || !theirs || ours === theirs || !objects.isAncestor(theirs, ours)) return false;
      state.remote.set("main", ours);
      return true;
    },
    resetHard() {
      const parent = head().parents[0];
      const to = parent === undefined ? undefined : objects.find(parent);
      if (!to || state.remote.get("main") === head()) return false;
      moveTo(to, "reset");
      return true;
    },
    keptTexts(file) {
      const trees = [...state.branches.values(), ...state.remote.values()].map(({ tree }) => tree);
      return [...trees, state.index, ...state.stashes.map(({ tree }) => tree)].flatMap(
        (tree) => tree.get(file) ?? [],
      );
    },
  };
}
