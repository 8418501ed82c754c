import { existsSync } from "node:fs";
import { listCheckouts, removeCheckout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";

/**
 * Forgets linked worktrees that `git worktree remove` (or prune) has taken away: their first commit registered
 * them, so nobody should have to tell us that they are gone. One whose repository is away too may lie on a disk
 * that is not mounted, and stays.
 */
export function forgetRemovedWorktrees(ctx: Context): void {
  for (const { id, slug, path, gitDir, commonDir } of listCheckouts(ctx.ledger())) {
    const isRemoved = gitDir !== commonDir && !existsSync(gitDir) && !existsSync(path);
    if (!isRemoved || !existsSync(commonDir)) continue;
    removeCheckout(ctx.ledger(), id);
    ctx.log.write("INFO", slug, `forgot the worktree ${path}, which was removed`);
  }
}
