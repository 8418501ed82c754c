import type { Run, RunOptions, RunResult } from "../../../src/system/run.ts";
import type { MemoryFiles } from "./memory-files.ts";
import { blobId, type GitState, type Objects, type Tree } from "./memory-git.ts";

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
  "cat-file": ({ blobs, objects }, args, { input, encoding }) => {
    const [, kind = "", name = ""] = args;
    if (kind === "blob") {
      const [commit = "", path] = name.split(":");
      return path === undefined
        ? (blobs.get(name) ?? null)
        : (objects.find(commit)?.tree.get(path) ?? null);
    }
    const header = kind.replace("--batch=", "");
    const printed = String(input ?? "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `${header}\n${blobs.get(line.split(" ", 1)[0] ?? "") ?? ""}\n`)
      .join("");
    return encoding === "latin1" ? Buffer.from(printed).toString("latin1") : printed;
  },
  "rev-list": ({ state, objects }, args) => {
    const [from = "", to = ""] = (args[2] ?? "").split("..");
    const since = objects.find(from);
    const path = literal(args.at(-1));
    if (!since) return null;
    return objects
      .since(named({ state, objects }, to), since)
      .filter(({ tree, parents }) =>
        parents.every((parent) => objects.find(parent)?.tree.get(path) !== tree.get(path)),
      )
      .map(({ id }) => `${id}\n`)
      .join("");
  },
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
