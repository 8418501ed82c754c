import { compareWorkstream } from "../../core/tasks/compare.ts";
import type { Finding } from "../../core/tasks/finding.ts";
import { loadWorkstreams } from "../../hub/tasks.ts";
import { loadBases } from "../../ledger/bases.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { openGit } from "../../git/git.ts";
import { unreadBoxes } from "../../markdown/openspec-tasks.ts";
import type { Context } from "../context.ts";
import type { TaskFile } from "../reconcile/task-file.ts";

const filesAtATime = 200;

/** What each file says of itself, and where it and the hub differ. */
export async function compareFiles(
  ctx: Context,
  checkout: Checkout,
  files: readonly TaskFile[],
  hubIds: ReadonlySet<string>,
): Promise<Finding[]> {
  const hub = await ctx.hub();
  const branch = (await currentBranch(openGit(checkout, ctx))) ?? "";
  const scope = { hubId: hub.id, checkoutId: checkout.id, branch };
  const found: (readonly Finding[])[] = [];
  const claims = new Map<string | null, number>();
  for (const { document } of files) {
    const { key } = document.workstream;
    claims.set(key, (claims.get(key) ?? 0) + 1);
  }
  for (let from = 0; from < files.length; from += filesAtATime) {
    const some = files.slice(from, from + filesAtATime);
    const keys = [...new Set(some.flatMap(({ document }) => document.workstream.key ?? []))];
    const rows = await hub.read((db) => loadWorkstreams(db, checkout.repoId, keys));
    for (const { path, document } of some) {
      found.push(document.findings, unreadBoxes(path, document));
      const { key } = document.workstream;
      if (key === null) continue;
      const own = rows.get(key);
      // Of several files with one workplan id only the hub's own is compared.
      if (claims.get(key) !== 1 && own?.file !== path) continue;
      const bases = loadBases(ctx.ledger(), scope, key);
      const known = own?.rows ?? new Map();
      found.push(compareWorkstream({ file: path, document, rows: known, bases, hubIds }));
    }
  }
  return found.flat();
}
