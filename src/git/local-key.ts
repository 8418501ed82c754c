import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { readIfPresent, writeAtomic } from "../system/files.ts";

/**
 * The name of a repository that has no remote to name it: made once and kept in the common git directory,
 * so that it stays the same for all its worktrees and wherever the folder is moved.
 */
export function localKey(commonDir: string): string {
  const file = join(commonDir, "sync-hooks", "repository-id");
  const kept = readIfPresent(file)?.toString("utf8").trim();
  if (kept) return kept;
  const made = `local:${randomUUID()}`;
  writeAtomic(file, `${made}\n`);
  return made;
}

/** The branch that `origin/HEAD` points at, or null where the clone does not know. */
export function originHead(commonDir: string): string | null {
  const text = readIfPresent(join(commonDir, "refs", "remotes", "origin", "HEAD"));
  return /^ref: refs\/remotes\/origin\/(.+)\n?$/.exec(text?.toString("utf8") ?? "")?.[1] ?? null;
}
