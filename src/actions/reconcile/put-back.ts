import { currentBranch, equalsHead, indexEqualsHead } from "../../git/state/file-at-head.ts";
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
import { readTaskFile } from "./task-file.ts";

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
  const done: string[] = [];
  for (const path of dirtyPaths) {
    const writes = journal.get(path);
    if (writes && (await putFileBack(ctx, checkout, git, branch, writes))) done.push(path);
  }
  // git compares sizes and times before contents: without this the files would still look changed.
  if (done.length > 0)
    await tryGit(git, ["add", "--refresh", "--", ...done.map((path) => `:(top,literal)${path}`)]);
  return done;
}

async function putFileBack(
  ctx: Context,
  checkout: Checkout,
  git: Git,
  branch: string,
  writes: readonly JournaledWrite[],
): Promise<boolean> {
  const [first, last] = [writes[0], writes.at(-1)];
  if (!first || !last || !isUnbroken(writes)) return false;
  const reading = readTaskFile(ctx.files, checkout.path, first.path);
  if (reading.kind !== "file" || reading.file.hash !== last.afterHash) return false;
  const before = bytesBefore(ctx.ledger(), first.id);
  if (!(await indexEqualsHead(git, first.path))) return false;
  if (!(await equalsHead(git, first.path, before))) return false;
  if (replaceFile(ctx.files, reading.file.realPath, reading.file.bytes, before) === "changed")
    return false;
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
      forgetFile(ledger, checkout.id, branch, first.path);
    })
    .immediate();
  return true;
}

/** Whether each write began with the bytes that the one before it left: nobody else wrote in between. */
const isUnbroken = (writes: readonly JournaledWrite[]) =>
  writes.every(
    ({ beforeHash }, index) => index === 0 || writes[index - 1]?.afterHash === beforeHash,
  );
