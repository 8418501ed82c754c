import type { Config } from "../../config/schema.ts";
import { matchesAny } from "../../core/glob.ts";
import { remoteDefaultBranch } from "../../git/state/default-branch.ts";
import type { Git } from "../../git/git.ts";
import type { Hub } from "../../hub/hub.ts";
import { defaultBranch, keepDefaultBranch } from "../../hub/repos.ts";
import type { Checkout } from "../../ledger/checkouts.ts";

/**
 * Whether tasks sync both ways on this branch: it is the default branch (the hub's record, else the
 * remote's, which the hub then records, else whatever is checked out) or one of `tasks.branches`.
 */
export async function isHomeBranch(
  hub: Hub,
  git: Git,
  checkout: Checkout,
  branch: string,
  { tasks, network }: Pick<Config, "tasks" | "network">,
): Promise<boolean> {
  if (matchesAny(branch, tasks.branches)) return true;
  const recorded = await defaultBranch(hub, checkout.repoId);
  if (recorded !== null) return recorded === branch;
  const found = await remoteDefaultBranch(git, network.timeout);
  if (found === null) return true;
  await keepDefaultBranch(hub, checkout.repoId, found);
  return found === branch;
}
