import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readIfPresent } from "../system/files.ts";

/**
 * Where a linked worktree's own git directory says that its files and its repository are, or null for any
 * other git directory (https://git-scm.com/docs/gitrepository-layout: `commondir`, `gitdir`).
 */
export function linkedWorktree(gitDir: string): { path: string; commonDir: string } | null {
  const commonDir = lineOf(join(gitDir, "commondir"));
  const gitFile = lineOf(join(gitDir, "gitdir"));
  if (commonDir === null || gitFile === null) return null;
  return {
    path: dirname(resolve(gitDir, gitFile)),
    commonDir: realpathSync(resolve(gitDir, commonDir)),
  };
}

function lineOf(file: string): string | null {
  return (
    readIfPresent(file)
      ?.toString("utf8")
      .replace(/\r?\n$/, "") ?? null
  );
}
