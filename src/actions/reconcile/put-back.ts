import type { Config } from "../../config/schema.ts";
import { toSyncError } from "../../core/errors.ts";
import { currentBranch } from "../../git/state/file-at-head.ts";
import { openGit, tryGit } from "../../git/git.ts";
import { hubSeen } from "../../ledger/hub-seen.ts";
import { changeBases } from "../../ledger/bases.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { readAgain } from "../../ledger/files.ts";
import { journaledWrites, updateWrite, type JournaledWrite } from "../../ledger/writes.ts";
import { transientFiles } from "../../git/transient-files.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import { hubMismatch } from "./same-hub.ts";
import { ownFiles, type OwnFile } from "./own-files.ts";
import { nameOf, type Place } from "./words-in-file.ts";

/**
 * Puts files back as HEAD has them where sync-hooks itself made every change in them, so that they do not
 * stand in the way of a pull; the next reconcile writes the hub's values again. A file with a person's
 * edit, or with anything staged, is left as it is; so are all while the hub could not give the values again. The
 * journal keeps the writes: what the pull brings tells whether others have committed such a value, and another since.
 * Gives the paths that were put back.
 */
export async function putBack(
  ctx: Context,
  checkout: Checkout,
  dirtyPaths: readonly string[],
): Promise<string[]> {
  const git = openGit(checkout, ctx);
  const branch = await currentBranch(git);
  if (branch === null) return [];
  const journal = journaledWrites(ctx.ledger(), { checkoutId: checkout.id, branch });
  if (!dirtyPaths.some((path) => journal.has(path))) return [];
  if (!(await canWriteAgain(ctx, checkout, branch))) return [];
  const { tasks } = await ctx.config(checkout.path);
  const dirty = new Map(
    dirtyPaths
      .flatMap((path) => writesOf(journal, path))
      .filter(([, writes]) => comesAgain(writes, tasks)),
  );
  const done: string[] = [];
  for await (const file of ownFiles(ctx, checkout, git, dirty))
    if (putFileBack(ctx, checkout, branch, file)) done.push(file.path);
  // git compares sizes and times before contents: without this the files would still look changed.
  if (done.length > 0)
    await tryGit(git, ["add", "--refresh", "--", ...done.map((path) => `:(top,literal)${path}`)]);
  return done;
}

const writesOf = (journal: ReadonlyMap<string, JournaledWrite[]>, path: string) => {
  const writes = journal.get(path);
  return writes ? [[path, writes] as const] : [];
};

/**
 * Whether the hub that the files' values came from is there, and as new as it was: in an older one, or another,
 * they may stand no more, and the files would hold the only copy.
 */
async function canWriteAgain(ctx: Context, { id }: Checkout, branch: string): Promise<boolean> {
  const seen = hubSeen(ctx.ledger(), id, branch);
  if (seen === null) return false;
  try {
    const hub = await ctx.hub();
    return hubMismatch(hub, seen, await hub.read(hub.dialect.moment)) === null;
  } catch (error) {
    const { code } = toSyncError(error);
    if (code === "offline" || code === "store") return false;
    throw error;
  }
}

function putFileBack(
  ctx: Context,
  checkout: Checkout,
  branch: string,
  { path, writes, file, before }: OwnFile,
): boolean {
  const scratch = transientFiles(checkout.gitDir).folder;
  if (replaceFile(ctx.files, file.realPath, file.bytes, before, scratch) === "changed")
    return false;
  const ledger = ctx.ledger();
  ledger.db
    .transaction(() => {
      const oldest = oldestBases(writes);
      for (const { id, hubId, workstream, bases, headSeen } of writes) {
        const back = bases.map((base) => ({ ...base, before: oldest(workstream, base) }));
        changeBases(
          ledger,
          { hubId, checkoutId: checkout.id, branch },
          workstream,
          back.map(({ key, field, before: base }) => ({ key, field, base })),
        );
        updateWrite(ledger, id, { bases: back, headSeen });
      }
      readAgain(ledger, checkout.id, branch, path);
    })
    .immediate();
  return true;
}

/** What stood at a place before the first of the writes. */
function oldestBases(writes: readonly JournaledWrite[]) {
  const nameOfBase = (workstream: string, place: Place) =>
    JSON.stringify([workstream, nameOf(place)]);
  const oldest = new Map(
    writes
      .toReversed()
      .flatMap(({ workstream, bases }) =>
        bases.map((base) => [nameOfBase(workstream, base), base.before] as const),
      ),
  );
  return (workstream: string, place: Place) => oldest.get(nameOfBase(workstream, place)) ?? null;
}

/** Ids that somebody asked `check --fix` for would not be written again by the next reconcile. */
const comesAgain = (writes: readonly JournaledWrite[], tasks: Config["tasks"]): boolean =>
  tasks.inject_ids || tasks.commit || writes.every(({ hubIds }) => hubIds.length === 0);
