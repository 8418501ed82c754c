import { join } from "node:path";
import { copyWrites, writesElsewhere } from "../../ledger/writes.ts";
import { fileState } from "../../system/file-state.ts";
import type { Scope } from "./scope.ts";

/**
 * Takes along the writes of files that a switch of branches has taken along: what no commit holds is as provisional on
 * this branch as on the one that was left. They are known by their identity: nobody has touched them since a run there.
 */
export function carryWrites(scope: Scope, read: readonly string[]): void {
  const { ctx, checkout } = scope;
  const ledger = ctx.ledger();
  const chosen = new Set(read);
  for (const { path, branch, identity } of writesElsewhere(ledger, scope))
    if (chosen.has(path) && fileState(ctx.files, join(checkout.path, path)).identity === identity)
      copyWrites(ledger, scope, { path, branch });
}
