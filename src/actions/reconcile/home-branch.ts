import type { Config } from "../../config/schema.ts";
import { matchesAny } from "../../core/glob.ts";
import { remoteDefaultBranch } from "../../git/state/default-branch.ts";
import { withFacts, type Git } from "../../git/git.ts";
import type { Hub } from "../../hub/hub.ts";
import { defaultBranch, keepDefaultBranch } from "../../hub/repos.ts";
import { namesNoDefault, rememberUnnamedDefault } from "../../ledger/unnamed-defaults.ts";
import type { Context } from "../context.ts";
import { loadGitFacts } from "../sync/git-facts.ts";
import { keepIfPossible } from "../keep-if-possible.ts";
import type { Checkout } from "../../ledger/checkouts.ts";

/**
 * Whether tasks sync both ways on this branch: it is the default branch (the hub's record, else the
 * remote's, which the hub then records, else whatever is checked out) or one of `tasks.branches`. A remote
 * is asked until it has answered, and then never again.
 */
export async function isHomeBranch(
  ctx: Context,
  hub: Hub,
  git: Git,
  checkout: Checkout,
  branch: string,
  { tasks, network }: Pick<Config, "tasks" | "network">,
): Promise<boolean> {
  if (matchesAny(branch, tasks.branches)) return true;
  const recorded = await defaultBranch(hub, checkout.repoId);
  if (recorded !== null) return recorded === branch;
  if (namesNoDefault(ctx.ledger(), checkout)) return true;
  // The user's own core.sshCommand is how the remote is reached.
  const reaching = withFacts(git, await loadGitFacts(ctx, git), ctx.env);
  const found = await remoteDefaultBranch(reaching, network.timeout);
  switch (found.kind) {
    case "named":
      await keepDefaultBranch(hub, checkout.repoId, found.branch);
      return found.branch === branch;
    case "unnamed":
      keepIfPossible(ctx.log, "that the remote names no default branch", () =>
        rememberUnnamedDefault(ctx.ledger(), checkout),
      );
      return true;
    case "unknown":
      return true;
  }
}
