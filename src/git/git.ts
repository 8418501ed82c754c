import type { GitFacts } from "../core/publish/git-facts.ts";
import { SyncError } from "../core/errors.ts";
import { redact } from "../core/redact.ts";
import type { Run, RunOptions, RunResult } from "../system/run.ts";
import { childEnvironment } from "./environment.ts";

/** One checkout's git: where it runs, in which environment, and how it is started. */
export type Git = {
  path: string;
  gitDir: string;
  commonDir: string;
  env: NodeJS.ProcessEnv;
  run: Run;
};

/** A safety net, not a limit that a working git meets: a rebase of thousands of commits takes minutes. */
const localTimeoutMs = 10 * 60_000;

/** The git of a checkout, in an environment cleaned of the caller's hook and marked as sync-hooks' own. */
export function openGit(
  checkout: { path: string; gitDir: string; commonDir: string },
  start: { env: NodeJS.ProcessEnv; run: Run },
): Git {
  const { path, gitDir, commonDir } = checkout;
  return { path, gitDir, commonDir, env: childEnvironment(start.env, gitDir), run: start.run };
}

/** The same git, which leaves ssh's command to `core.sshCommand` where the user set that. */
export function withFacts(git: Git, facts: GitFacts, userEnv: NodeJS.ProcessEnv): Git {
  if (!facts.ownSshCommand || userEnv["GIT_SSH"] || userEnv["GIT_SSH_COMMAND"]) return git;
  const { GIT_SSH_COMMAND: _batchMode, ...env } = git.env;
  return { ...git, env };
}

/** Runs git in the checkout and gives what it printed, whatever its status. Throws `git` where there is no git. */
export async function tryGit(
  git: Git,
  args: readonly string[],
  options: Partial<Omit<RunOptions, "cwd" | "env">> = {},
): Promise<RunResult> {
  try {
    return await git.run("git", args, {
      timeoutMs: localTimeoutMs,
      ...options,
      cwd: git.path,
      env: git.env,
    });
  } catch (error) {
    throw new SyncError("git", `git cannot be started in ${git.path}`, {
      hint: "check that git is on PATH and that the checkout still exists: sync-hooks doctor",
      cause: error,
    });
  }
}

/** Runs git in the checkout and gives its standard output. Throws `git`, with git's own words, where it fails. */
export async function runGit(
  git: Git,
  args: readonly string[],
  options: Partial<Omit<RunOptions, "cwd" | "env">> = {},
): Promise<string> {
  const result = await tryGit(git, args, options);
  if (result.status === 0) return result.stdout;
  throw gitFailure(git, args, result);
}

/** What to throw where git has failed: `git`, with its own words. */
export function gitFailure(git: Git, args: readonly string[], result: RunResult): SyncError {
  const words = redact(result.stderr.trim()) || `status ${result.status ?? result.signal}`;
  return new SyncError("git", `git ${args[0]} failed in ${git.path}: ${words}`, {
    hint: `see the state of the checkout: git -C ${git.path} status`,
  });
}
