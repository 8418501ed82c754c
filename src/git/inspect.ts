import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { redact } from "../core/redact.ts";
import { SyncError } from "../core/errors.ts";
import { childEnvironment } from "./environment.ts";

/** A working tree as git sees it. Paths are absolute, symbolic links resolved. */
export type Inspection = {
  path: string;
  gitDir: string;
  commonDir: string;
  bare: false;
  /** The remote's URL after `insteadOf`, without credentials; null where there is no remote. */
  remoteUrl: string | null;
};

/**
 * Finds the working tree around `path` and its git directories. Throws `usage` where the path does not
 * exist, `not-a-repo` where git finds no working tree there, finds a bare repository, or refuses the owner.
 */
export async function inspect(path: string, env: NodeJS.ProcessEnv): Promise<Inspection> {
  if (!existsSync(path))
    throw new SyncError("usage", `${path} does not exist`, {
      hint: "give the path of a git checkout, or run: sync-hooks list",
    });
  const start = realpathSync(path);
  const ask = await asker(start, env);
  const answer = await ask(["rev-parse", "--is-bare-repository", "--git-dir", "--git-common-dir"]);
  if (answer.failed) throw notARepository(path, answer.text);
  const [isBare = "", gitDir = "", commonDir = ""] = answer.text.split("\n");
  if (isBare === "true")
    throw new SyncError("not-a-repo", `${path} is a bare repository: it has no working tree`, {
      hint: "register a checkout of it instead",
    });
  const top = await ask(["rev-parse", "--show-toplevel"]);
  if (top.failed)
    throw new SyncError(
      "not-a-repo",
      `${path} lies inside a git directory, not in a working tree`,
      {
        hint: "give the path of the checkout itself",
      },
    );
  const absolute = (found: string) => realpathSync(resolve(start, found));
  return {
    path: absolute(top.text),
    gitDir: absolute(gitDir),
    commonDir: absolute(commonDir),
    bare: false,
    remoteUrl: await remoteUrl(ask),
  };
}

type Ask = (args: string[]) => Promise<{ failed: boolean; text: string }>;

/** Asks git through simple-git; a refusal of git is an answer too, its words in `text`. */
async function asker(path: string, env: NodeJS.ProcessEnv): Promise<Ask> {
  const { simpleGit, GitError } = await import("simple-git");
  const git = simpleGit({ baseDir: path, unsafe: ownEnvironment }).env(
    childEnvironment(env, null) as Record<string, string>,
  );
  return async (args) => {
    try {
      return { failed: false, text: (await git.raw(args)).replace(/\n$/, "") };
    } catch (error) {
      if (error instanceof GitError) return { failed: true, text: error.message.trim() };
      throw error;
    }
  };
}

/** simple-git refuses these by default, for servers that pass strangers' input; here they are the user's own. */
const ownEnvironment = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeEditor: true,
  allowUnsafeGitProxy: true,
  allowUnsafePager: true,
  allowUnsafeSshCommand: true,
};

/** The URL of `origin`, else of the only remote, else none: which of several is meant nobody can tell. */
async function remoteUrl(ask: Ask): Promise<string | null> {
  const listed = await ask(["remote", "--verbose"]);
  const lines = listed.failed ? [] : listed.text.split("\n");
  const remotes = lines.flatMap((line) => {
    const [, name, url] = /^([^\t]+)\t(.*) \(fetch\)/.exec(line) ?? [];
    return name === undefined || url === undefined ? [] : [{ name, url }];
  });
  const remote = remotes.find(({ name }) => name === "origin") ?? remotes[0];
  if (!remote || (remotes.length > 1 && remote.name !== "origin")) return null;
  return redact(remote.url);
}

function notARepository(path: string, words: string): SyncError {
  if (/dubious ownership|unsafe repository/.test(words))
    return new SyncError("not-a-repo", `${path} is owned by another user, so git refuses it`, {
      hint: `if you trust it, run: git config --global --add safe.directory ${path}`,
    });
  if (/not a git repository/.test(words))
    return new SyncError("not-a-repo", `${path} is not a git repository`, {
      hint: `make it one with: git init ${path}`,
    });
  return new SyncError("not-a-repo", `git cannot read ${path}: ${redact(words)}`, {
    hint: `see what git says: git -C ${path} status`,
  });
}
