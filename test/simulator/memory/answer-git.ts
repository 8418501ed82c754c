import type { Run, RunOptions, RunResult } from "../../../src/system/run.ts";
import type { MemoryFiles } from "./memory-files.ts";
import { blobId, type Commit, type GitState, type Objects, type Tree } from "./memory-git.ts";

type Repository = {
  files: MemoryFiles;
  state: GitState;
  path: string;
  objects: Objects;
  /** Texts by the ids that were told. */
  blobs: Map<string, string>;
};
type Answer = (
  repository: Repository,
  args: readonly string[],
  options: RunOptions,
) => string | null;

/**
 * The git commands that a reconcile asks, answered from memory as git would. Null: git's status 1. A command that
 * is not in this table stops the simulation; test/integration/simulator/git-answers compares each with real git.
 */
const answers: Record<string, Answer> = {
  "rev-parse": ({ state, objects }, args) => {
    const name = args.at(-1) ?? "";
    const head = state.branches.get(state.head);
    if (name === "HEAD" || name === "HEAD^{commit}") return head ? `${head.id}\n` : null;
    const [commit = "", ...path] = name.split(":");
    const text = named({ state, objects }, commit)?.tree.get(path.join(":"));
    return text === undefined ? null : `${blobId(text)}\n`;
  },
  "symbolic-ref": ({ state }) => `${state.head}\n`,
  "hash-object": (_repository, _args, { input }) => `${blobId(input ?? "")}\n`,
  "ls-tree": ({ state, objects, blobs }, args) => {
    const tree: Tree = named({ state, objects }, args[2] ?? "")?.tree ?? new Map();
    const asked = args.slice(args.indexOf("--") + 1);
    return asked
      .toSorted()
      .flatMap((path) => {
        const text = tree.get(path);
        if (text === undefined) return [];
        blobs.set(blobId(text), text);
        return [`100644 blob ${blobId(text)}\t${path}\0`];
      })
      .join("");
  },
  "cat-file": ({ blobs }, args, { input, encoding }) => {
    const kind = args[1] ?? "";
    if (kind === "--filters") return inEncoding(blobs.get(args.at(-1) ?? "") ?? "", encoding);
    const header = kind.replace("--batch=", "");
    const printed = String(input ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${header}\n${blobs.get(line.split(" ", 1)[0] ?? "") ?? ""}\n`)
      .join("");
    return inEncoding(printed, encoding);
  },
  "rev-list": ({ state, objects }, args) => {
    const path = literal(args.at(-1));
    const range = args[args.indexOf("--") - 1] ?? "";
    const [from = "", to = ""] = range.includes("..") ? range.split("..") : ["", range];
    const since = objects.find(from);
    if (from !== "" && !since) throw new Error(`the simulated git has lost ${from}`);
    // As with --full-history: all parents are followed, and a merge that is as one of them is not listed itself.
    return objects
      .since(named({ state, objects }, to), since)
      .filter((commit) =>
        textsBefore(objects, commit, path).every((old) => old !== commit.tree.get(path)),
      )
      .map(({ id }) => `${id}\n`)
      .join("");
  },
  "diff-tree": ({ objects, blobs }, args, { input }) => {
    const path = literal(args.at(-1));
    const commits = String(input ?? "")
      .split("\n")
      .flatMap((id) => objects.find(id) ?? []);
    return commits
      .flatMap((commit) => {
        const text = commit.tree.get(path);
        const changes = textsBefore(objects, commit, path).filter((old) => old !== text);
        if (text !== undefined) blobs.set(blobId(text), text);
        const told = changes.map(
          (old) => `${modeOf(old)} ${modeOf(text)} ${idOf(old)} ${idOf(text)}`,
        );
        const kinds = changes.map((old) =>
          old === undefined ? "A" : text === undefined ? "D" : "M",
        );
        return told.map((line, at) => `${commit.id}\0:${line} ${kinds[at]}\0${path}\0`);
      })
      .join("");
  },
  "merge-base": ({ objects }, [, one = "", other = ""]) => {
    const [a, b] = [objects.find(one), objects.find(other)];
    const base = a && b ? objects.mergeBase(a, b) : null;
    return base ? `${base.id}\n` : null;
  },
  log: ({ state }) =>
    state.moves
      .toReversed()
      .map(({ to: { id, parents }, how }) => `${id}\0${parents.join(" ")}\0${how}: \n`)
      .join(""),
  "diff-index": ({ state }, args) => {
    const head = state.branches.get(state.head)?.tree;
    return args
      .slice(args.indexOf("--") + 1)
      .map(literal)
      .filter((path) => state.index.get(path) !== head?.get(path))
      .toSorted()
      .map((path) => `${path}\0`)
      .join("");
  },
  "ls-files": ({ files, state, path }, args) => {
    if (args.includes("-t"))
      return [...state.index.keys()]
        .sort()
        .map((file) => `H ${file}\0`)
        .join("");
    const working = files.below(path).filter((file) => file.endsWith(".md"));
    return [...new Set([...state.index.keys(), ...working])]
      .sort()
      .map((file) => `${file}\0`)
      .join("");
  },
  status: (repository) => {
    const { files, state, path } = repository;
    const head: Tree = state.branches.get(state.head)?.tree ?? new Map();
    return [...state.index]
      .flatMap(([file, staged]) => {
        const at = `${path}/${file}`;
        const working = files.has(at) ? files.read(at).toString("utf8") : null;
        if (working === staged && staged === head.get(file)) return [];
        return [`1 .M N... 100644 100644 100644 ${blobId("")} ${blobId("")} ${file}\0`];
      })
      .join("");
  },
  add: () => "",
};

/** A commit's file in each of its parents; before the first commit there is none. */
const textsBefore = (objects: Objects, { parents }: Commit, path: string) =>
  parents.length === 0 ? [undefined] : parents.map((id) => objects.find(id)?.tree.get(path));

const modeOf = (text: string | undefined) => (text === undefined ? "000000" : "100644");

const idOf = (text: string | undefined) => (text === undefined ? "0".repeat(40) : blobId(text));

const inEncoding = (text: string, encoding: RunOptions["encoding"]) =>
  encoding === "latin1" ? Buffer.from(text).toString("latin1") : text;

const named = ({ state, objects }: Pick<Repository, "state" | "objects">, commit: string) =>
  commit === "HEAD" ? state.branches.get(state.head) : objects.find(commit);

const literal = (pathspec: string | undefined) => (pathspec ?? "").replace(":(top,literal)", "");

/** A way to run git that starts no process. `find` gives the repository whose working tree the path is. */
export function answerGit(
  files: MemoryFiles,
  objects: Objects,
  find: (path: string) => GitState | undefined,
): Run {
  const blobs = new Map<string, string>();
  return async (command, args, options): Promise<RunResult> => {
    const state = find(options.cwd);
    const answer = answers[args[0] ?? ""];
    if (command !== "git" || !answer || !state)
      throw new Error(`the simulated git knows no answer to: ${command} ${args.join(" ")}`);
    const stdout = answer({ files, state, path: options.cwd, objects, blobs }, args, options);
    return {
      status: stdout === null ? 1 : 0,
      signal: null,
      stdout: stdout ?? "",
      stderr: "",
      timedOut: false,
    };
  };
}
