import { join } from "node:path";
import { readIfPresent } from "../../system/files.ts";

/** The moves of HEAD that a hook answers: git's own words at the start of a reflog message. */
const hookedMove = /^(commit|merge|pull|cherry-pick|revert|rebase[^:]*\(finish\))/;

/** When HEAD last moved by something that fires a hook (its reflog tells), or null. */
export function lastHookedMove(gitDir: string): Date | null {
  const text = readIfPresent(join(gitDir, "logs", "HEAD"))?.toString("utf8") ?? "";
  for (const line of text.split("\n").toReversed()) {
    const [, seconds, message = ""] = /> (\d+) [+-]\d{4}\t(.*)$/.exec(line) ?? [];
    if (seconds !== undefined && hookedMove.test(message)) return new Date(Number(seconds) * 1000);
  }
  return null;
}
