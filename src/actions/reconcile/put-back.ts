import {
  checkedOutAtHead,
  currentBranch,
  equalsHead,
  stagedPaths,
} from "../../git/state/file-at-head.ts";
import { openGit, tryGit, type Git } from "../../git/git.ts";
import { changeBases } from "../../ledger/bases.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { forgetFile } from "../../ledger/files.ts";
import {
  bytesBefore,
  forgetWrites,
  journaledWrites,
  type JournaledWrite,
} from "../../ledger/writes.ts";
import { replaceFile } from "../../system/replace-file.ts";
import type { Context } from "../context.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

/**
 * Puts files back as HEAD has them where sync-hooks itself made every change in them, so that they do not
 * stand in the way of a pull; the next reconcile writes the hub's values again. A file with a person's
 * edit, or with anything staged, is left as it is. Gives the paths that were put back.
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
  const own = dirtyPaths.filter((path) => journal.has(path));
  const done: string[] = [];
  for (let from = 0; from < own.length; from += filesPerBatch) {
    const found = own
      .slice(from, from + filesPerBatch)
      .flatMap((path) => candidate(ctx, checkout, path, journal.get(path) ?? []) ?? []);
    for (const file of await asHeadHasThem(git, found))
      if (putFileBack(ctx, checkout, branch, file)) done.push(file.path);
  }
  // git compares sizes and times before contents: without this the files would still look changed.
  if (done.length > 0)
    await tryGit(git, ["add", "--refresh", "--", ...done.map((path) => `:(top,literal)${path}`)]);
  return done;
}

/** Files that git is asked about, and that are held in memory, together. */
const filesPerBatch = 200;

/** A file that sync-hooks was the last to write: what it holds, and what it held before the first write. */
type Candidate = {
  path: string;
  writes: readonly JournaledWrite[];
  file: TaskFile;
  before: Buffer;
};

function candidate(
  ctx: Context,
  checkout: Checkout,
  path: string,
  writes: readonly JournaledWrite[],
): Candidate | null {
  const [first, last] = [writes[0], writes.at(-1)];
  if (!first || !last || !isUnbroken(writes)) return null;
  const reading = readTaskFile(ctx.files, checkout.path, path);
  if (reading.kind !== "file" || reading.file.hash !== last.afterHash) return null;
  return { path, writes, file: reading.file, before: bytesBefore(ctx.ledger(), first.id) };
}

/** Those with nothing staged, and of which HEAD holds the bytes from before the first write. */
async function asHeadHasThem(git: Git, found: readonly Candidate[]): Promise<Candidate[]> {
  if (found.length === 0) return [];
  const paths = found.map(({ path }) => path);
  const staged = await stagedPaths(git, paths);
  const heads = await checkedOutAtHead(git, paths);
  const same: Candidate[] = [];
  for (const one of found) {
    const { path, before } = one;
    if (staged.has(path)) continue;
    // What git would check out need not be all that it takes for unchanged: mixed line endings are one case.
    if (heads.get(path)?.equals(before) || (await equalsHead(git, path, before))) same.push(one);
  }
  return same;
}

function putFileBack(
  ctx: Context,
  checkout: Checkout,
  branch: string,
  { path, writes, file, before }: Candidate,
): boolean {
  if (replaceFile(ctx.files, file.realPath, file.bytes, before) === "changed") return false;
  const ledger = ctx.ledger();
  ledger.db
    .transaction(() => {
      // The newest write first, so that the oldest base is the one that stays.
      for (const { hubId, workstream, bases } of writes.toReversed())
        changeBases(
          ledger,
          { hubId, checkoutId: checkout.id, branch },
          workstream,
          bases.map(({ key, field, before: base }) => ({ key, field, base })),
        );
      forgetWrites(
        ledger,
        writes.map(({ id }) => id),
      );
      forgetFile(ledger, checkout.id, branch, path);
    })
    .immediate();
  return true;
}

/** Whether each write began with the bytes that the one before it left: nobody else wrote in between. */
export const isUnbroken = (writes: readonly JournaledWrite[]) =>
  writes.every(
    ({ beforeHash }, index) => index === 0 || writes[index - 1]?.afterHash === beforeHash,
  );
