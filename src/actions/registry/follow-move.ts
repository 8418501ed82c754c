import { existsSync } from "node:fs";
import { inspect } from "../../git/inspect.ts";
import { localKey } from "../../git/local-key.ts";
import { remoteKey } from "../../git/remote-url.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { localRepoId } from "../../hub/assign-repo.ts";
import { findByGitDir, listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { register } from "./register.ts";

/**
 * Finds out whether the checkout whose hook has just run is a registered one that was moved on disk (also by
 * `git worktree move`), and if so registers its new place; null where it is not. A copy, or a clone that was
 * never registered, is none: the old place must be gone, and our own files must have come along.
 */
export async function followMove(context: Context, gitDir: string): Promise<Checkout | null> {
  const known = findByGitDir(context.ledger(), gitDir);
  const gone = listCheckouts(context.ledger()).filter((other) => !existsSync(other.gitDir));
  const mayHaveMoved = known !== null || gone.length > 0;
  if (!mayHaveMoved || !existsSync(transientFiles(gitDir).folder)) return null;
  // git runs a hook at the top of the working tree.
  const found = await inspect(context.cwd, context.env);
  if (found.gitDir !== gitDir) return null;
  const { host_aliases: aliases } = await context.config(null);
  const remote = found.remoteUrl === null ? null : remoteKey(found.remoteUrl, aliases);
  const own = localRepoId(localKey(found.commonDir));
  const isSame = (other: Checkout) =>
    other.repoId === own || (remote !== null && other.remoteKey === remote.key);
  return known || gone.some(isSame) ? register(context, found.path, { slug: null }) : null;
}
