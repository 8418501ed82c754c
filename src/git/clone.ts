import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gitFailure } from "../core/publish/git-failure.ts";
import { SyncError } from "../core/errors.ts";
import { redact } from "../core/redact.ts";
import type { Run, RunResult } from "../system/run.ts";
import { childEnvironment } from "./environment.ts";

/** A clone of a large repository takes its time; one that hangs must end. */
const timeoutMs = 3_600_000;
const beside = ".sync-hooks-clone-";

/**
 * Clones into `folder` below `parent`, beside it first, so that a clone that was cut short is never taken for a
 * whole one. Throws `usage` where something stands there already, `auth`, `offline` or `git` with git's words.
 */
export async function clone(
  url: string,
  to: { parent: string; folder: string },
  start: { env: NodeJS.ProcessEnv; run: Run },
): Promise<string> {
  const path = join(to.parent, to.folder);
  if (existsSync(path))
    throw new SyncError("usage", `${path} stands there already, and is another thing`, {
      hint: "move it away, or clone into another folder: --clone DIR",
    });
  mkdirSync(to.parent, { recursive: true });
  clearLeftOvers(to.parent);
  const half = join(to.parent, `${beside}${process.pid}-${to.folder}`);
  try {
    const result = await start.run("git", ["clone", "--quiet", "--", url, half], {
      cwd: to.parent,
      env: childEnvironment(start.env, null),
      timeoutMs,
    });
    if (result.status !== 0) throw cloneError(url, result);
    renameSync(half, path);
    return path;
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** What killed processes have left of theirs. */
function clearLeftOvers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^\\${beside}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function cloneError(url: string, result: RunResult): SyncError {
  const { kind } = gitFailure(result);
  const words = redact(result.stderr.trim()) || `status ${result.status ?? result.signal}`;
  const code = kind === "auth" || kind === "offline" ? kind : "git";
  return new SyncError(code, `cannot clone ${redact(url)}: ${words}`, {
    hint: `try it by hand: git clone ${redact(url)}`,
  });
}
