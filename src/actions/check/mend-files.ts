import { splice, type Edit, type TaskInFile } from "../../core/tasks/document.ts";
import type { FindingCode } from "../../core/tasks/finding.ts";
import { planHubIds } from "../../core/tasks/plan-hub-ids.ts";
import { openGit } from "../../git/git.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { transientFiles } from "../../git/transient-files.ts";
import type { Hub } from "../../hub/hub.ts";
import { hubIdsOf, idRootOf } from "../../hub/hub-ids.ts";
import { blockIdKeys, loadWorkstreams, type WorkstreamRows } from "../../hub/tasks.ts";
import type { CheckedFile } from "../../ledger/checked-files.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { confirmWrite, forgetWrites, journalWrite } from "../../ledger/writes.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import { hashOf, type TaskFile } from "../reconcile/task-file.ts";
import { blockIdsIn, newBlockIds, newWorkplanId } from "./new-ids.ts";
import { readInBatches } from "./read-in-batches.ts";

/**
 * Writes what is safe to write: an id into a workplan without one, hub ids where they are missing or
 * null-like and, with `give`, block ids at the end of checkbox lines. Gives the paths that it has written, each with
 * the tasks that have got a hub id.
 */
export async function mendFiles(
  ctx: Context,
  checkout: Checkout,
  checked: readonly CheckedFile[],
  ids: "keep" | "give",
): Promise<Map<string, readonly TaskInFile[]>> {
  const hub = await ctx.hub();
  const keys = checked.flatMap(({ workstream }) => workstream ?? []);
  const blocks = ids === "give" ? await takenBlockIds(ctx, checkout, hub, checked) : null;
  const taken = { workplans: new Set(keys), blocks };
  const branch = await currentBranch(openGit(checkout, ctx));
  const written = new Map<string, readonly TaskInFile[]>();
  const wanting = checked.filter((file) => wants(file, ids)).map(({ path }) => path);
  for (const readings of readInBatches(ctx, checkout, wanting)) {
    const files = readings.flatMap((reading) => (reading.kind === "file" ? reading.file : []));
    const own = files.flatMap(({ document }) => document.workstream.key ?? []);
    const rows = await hub.read((db) => loadWorkstreams(db, checkout.repoId, [...new Set(own)]));
    for (const file of files) {
      const mend = mendOf(file, checkout, rows, taken);
      if (mend.edits.length === 0) continue;
      const place = mend.hubIds.length === 0 ? null : branch;
      if (writeMend(ctx, checkout, hub.id, place, file, mend) === "written")
        written.set(file.path, mend.tasks);
    }
  }
  return written;
}

/** Whether something may have to be put into the file. */
function wants({ format, workstream, namedId, own, compared }: CheckedFile, ids: "keep" | "give") {
  const lacks = (code: FindingCode) => [...own, ...compared].some((one) => one.code === code);
  if (format === "workplan") return workstream === null || namedId === null || lacks("C-04");
  return ids === "give" && lacks("C-17");
}

/** Everything in files and hub that is, or was, a block id. */
async function takenBlockIds(
  ctx: Context,
  checkout: Checkout,
  hub: Hub,
  checked: readonly CheckedFile[],
): Promise<Set<string>> {
  const taken = new Set(await hub.read((db) => blockIdKeys(db, checkout.repoId)));
  const paths = checked.map(({ path }) => path);
  for (const readings of readInBatches(ctx, checkout, paths))
    for (const reading of readings)
      if (reading.kind === "file")
        for (const id of blockIdsIn(reading.file.document.text)) taken.add(id);
  return taken;
}

type Mend = { edits: Edit[]; hubIds: readonly string[]; tasks: readonly TaskInFile[] };

function mendOf(
  { path, document }: TaskFile,
  checkout: Checkout,
  rows: ReadonlyMap<string, WorkstreamRows>,
  taken: { workplans: Set<string>; blocks: Set<string> | null },
): Mend {
  const { workstream, tasks } = document;
  // Two insertions at one place would have no order; the hub ids follow at the next --fix.
  if (workstream.key === null) {
    const edits =
      tasks.length === 0
        ? []
        : present(document.writeWorkstreamKey(newWorkplanId(path, taken.workplans)));
    return { edits, hubIds: [], tasks: [] };
  }
  const own = rows.get(workstream.key);
  const plan = planHubIds(document, hubIdsOf(idRootOf(checkout), workstream.key, own));
  const blocks = taken.blocks ? document.writeBlockIds(newBlockIds(taken.blocks)) : [];
  return { edits: [...plan.edits, ...blocks], hubIds: plan.ids, tasks: plan.tasks };
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
              // Ids are never another word than HEAD's: there is nothing to be held against it.
              headSeen: null,
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
