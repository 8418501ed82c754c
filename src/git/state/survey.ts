import { redact } from "../../core/redact.ts";
import { SyncError } from "../../core/errors.ts";
import { run } from "../../system/run.ts";
import { childEnvironment } from "../environment.ts";
import { readOperation, type Operation } from "./operation.ts";

/** A checkout as `status` shows it: branch and upstream, how far apart they are, and what stands in the way. */
export type Survey = {
  /** Null where HEAD is detached. */
  branch: string | null;
  upstream: string | null;
  /** Null where there is no upstream, or it was deleted on the remote. */
  ahead: number | null;
  behind: number | null;
  dirty: boolean;
  operation: Operation | null;
};

/** Reads a checkout with one `git status`, without taking a lock. Throws `git` with git's own words. */
export async function survey(
  checkout: { path: string; gitDir: string },
  env: NodeJS.ProcessEnv,
): Promise<Survey> {
  const args = ["status", "--porcelain=v2", "--branch", "--untracked-files=normal"];
  const result = await run("git", args, {
    cwd: checkout.path,
    env: childEnvironment(env, checkout.gitDir),
    timeoutMs: 30_000,
  });
  if (result.status !== 0) {
    const words = redact(result.stderr.trim().split("\n")[0] ?? "");
    throw new SyncError(
      "git",
      `git cannot read ${checkout.path}: ${result.timedOut ? "no answer within 30 s" : words}`,
      { hint: `see what git says: git -C ${checkout.path} status` },
    );
  }
  return { ...parseStatus(result.stdout), operation: readOperation(checkout.gitDir) };
}

/** Reads `git status --porcelain=v2 --branch` (git-status(1), "Porcelain Format Version 2"). */
function parseStatus(text: string): Omit<Survey, "operation"> {
  const lines = text.split("\n").filter((line) => line !== "");
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3) ?? null;
  const head = header("branch.head");
  const apart = /^\+(\d+) -(\d+)$/.exec(header("branch.ab") ?? "");
  return {
    branch: head === "(detached)" ? null : head,
    upstream: header("branch.upstream"),
    ahead: apart ? Number(apart[1]) : null,
    behind: apart ? Number(apart[2]) : null,
    dirty: lines.some((line) => !line.startsWith("#")),
  };
}
