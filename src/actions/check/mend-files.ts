import { splice, type Edit } from "../../core/tasks/document.ts";
import { openGit } from "../../git/git.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { planHubIds } from "../../core/tasks/plan-hub-ids.ts";
import { hubIdsOf, idRootOf } from "../../hub/hub-ids.ts";
import { blockIdKeys, loadWorkstreams, type WorkstreamRows } from "../../hub/tasks.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { confirmWrite, forgetWrites, journalWrite } from "../../ledger/writes.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import { blockIdsIn, newBlockIds, newWorkplanId } from "./new-ids.ts";
import { hashOf, type TaskFile } from "../reconcile/task-file.ts";

/**
 * Writes what is safe to write: an id into a workplan without one, hub ids where they are missing or
 * null-like and, with `give`, block ids at the end of checkbox lines. Gives the paths it has written.
 */
export async function mendFiles(
  ctx: Context,
  checkout: Checkout,
  files: readonly TaskFile[],
  ids: "keep" | "give",
): Promise<string[]> {
  const hub = await ctx.hub();
  const keys = [...new Set(files.flatMap(({ document }) => document.workstream.key ?? []))];
  const rows = new Map<string, WorkstreamRows>();
  for (let from = 0; from < keys.length; from += 500)
    for (const [key, own] of await hub.read((db) =>
      loadWorkstreams(db, checkout.repoId, keys.slice(from, from + 500)),
    ))
      rows.set(key, own);
  const taken = { workplans: new Set(keys), blocks: blockIdsIn(ids === "give" ? files : []) };
  if (ids === "give")
    for (const key of await hub.read((db) => blockIdKeys(db, checkout.repoId)))
      taken.blocks.add(key);
  const branch = await currentBranch(openGit(checkout, ctx));
  const written: string[] = [];
  for (const file of files) {
    const mend = mendOf(file, checkout, rows, taken, ids);
    if (mend.edits.length === 0) continue;
    const place = mend.hubIds.length === 0 ? null : branch;
    if (writeMend(ctx, checkout, hub.id, place, file, mend) === "written") written.push(file.path);
  }
  return written;
}

type Mend = { edits: Edit[]; hubIds: readonly string[] };

function mendOf(
  { path, document }: TaskFile,
  checkout: Checkout,
  rows: ReadonlyMap<string, WorkstreamRows>,
  taken: { workplans: Set<string>; blocks: Set<string> },
  ids: "keep" | "give",
): Mend {
  const { workstream, tasks } = document;
  // Two insertions at one place would have no order; the hub ids follow at the next --fix.
  if (workstream.key === null) {
    const edits =
      tasks.length === 0
        ? []
        : present(document.writeWorkstreamKey(newWorkplanId(path, taken.workplans)));
    return { edits, hubIds: [] };
  }
  const own = rows.get(workstream.key);
  const plan = planHubIds(document, hubIdsOf(idRootOf(checkout), workstream.key, own));
  const blocks = ids === "give" ? document.writeBlockIds(newBlockIds(taken.blocks)) : [];
  return { edits: [...plan.edits, ...blocks], hubIds: plan.ids };
}

/**
 * Writes one file. Hub ids are journalled as a sync's own are, on the branch where they are written; an id by which
 * tasks sync from now on is the person's who asked for it.
 */
function writeMend(
  ctx: Context,
  checkout: Checkout,
  hubId: string,
  branch: string | null,
  file: TaskFile,
  { edits, hubIds }: Mend,
): "written" | "changed" {
  const after = Buffer.from(splice(file.document.text, edits), "utf8");
  const { key } = file.document.workstream;
  const journaled =
    branch === null || key === null
      ? []
      : [
          journalWrite(
            ctx.ledger(),
            { checkoutId: checkout.id, branch },
            {
              path: file.path,
              hubId,
              workstream: key,
              beforeHash: file.hash,
              afterHash: hashOf(after),
              beforeBytes: file.bytes,
              bases: [],
              hubIds,
              at: ctx.clock.now().toISOString(),
            },
          ),
        ];
  const scratch = transientFiles(checkout.gitDir).folder;
  const end = replaceFile(ctx.files, file.realPath, file.bytes, after, scratch);
  if (end === "changed") forgetWrites(ctx.ledger(), journaled);
  else for (const id of journaled) confirmWrite(ctx.ledger(), id);
  return end;
}

const present = (edit: Edit | null) => (edit ? [edit] : []);
