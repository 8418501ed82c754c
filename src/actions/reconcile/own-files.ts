import { checkedOutAtHead, equalsAt, stagedPaths } from "../../git/state/file-at-head.ts";
import type { Git } from "../../git/git.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { bytesBefore, type JournaledWrite } from "../../ledger/writes.ts";
import type { Context } from "../context.ts";
import { hashOf, readTaskFile, type TaskFile } from "./task-file.ts";

/**
 * Those of the files that differ from HEAD in nothing but what sync-hooks wrote: nothing of them is staged, HEAD
 * holds what stood there before the first write, nobody wrote in between, and the last write stands.
 */
export async function* ownFiles(
  ctx: Context,
  checkout: Checkout,
  git: Git,
  journal: ReadonlyMap<string, readonly JournaledWrite[]>,
): AsyncGenerator<OwnFile> {
  const written = [...journal];
  for (let from = 0; from < written.length; from += filesPerBatch) {
    const found = written
      .slice(from, from + filesPerBatch)
      .flatMap(([path, writes]) => candidate(ctx, checkout, path, writes) ?? []);
    yield* await asHeadHasThem(git, found);
  }
}

/** Files that git is asked about, and that are held in memory, together. */
const filesPerBatch = 200;

/** A file that sync-hooks was the last to write: what it holds, and what it held before the first write. */
export type OwnFile = {
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
): OwnFile | null {
  const [first, last] = [writes[0], writes.at(-1)];
  if (!first || !last || !isUnbroken(writes)) return null;
  const reading = readTaskFile(ctx.files, checkout.path, path);
  if (reading.kind !== "file" || reading.file.hash !== last.afterHash) return null;
  const before = bytesBefore(ctx.ledger(), first.id);
  // They are let go once the file is gone, and it may have come back.
  if (hashOf(before) !== first.beforeHash) return null;
  return { path, writes, file: reading.file, before };
}

/** Those with nothing staged, and of which HEAD holds the bytes from before the first write. */
async function asHeadHasThem(git: Git, found: readonly OwnFile[]): Promise<OwnFile[]> {
  if (found.length === 0) return [];
  const paths = found.map(({ path }) => path);
  const staged = await stagedPaths(git, paths);
  const heads = await checkedOutAtHead(git, paths);
  const same: OwnFile[] = [];
  for (const one of found) {
    const { path, before } = one;
    if (staged.has(path)) continue;
    // What git would check out need not be all that it takes for unchanged: mixed line endings are one case.
    if (heads.get(path)?.equals(before) || (await equalsAt(git, "HEAD", path, before)))
      same.push(one);
  }
  return same;
}

/** Whether each write began with the bytes that the one before it left: nobody else wrote in between. */
const isUnbroken = (writes: readonly JournaledWrite[]) =>
  writes.every(
    ({ beforeHash }, index) => index === 0 || writes[index - 1]?.afterHash === beforeHash,
  );
