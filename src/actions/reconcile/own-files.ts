import { checkedOutAtHead, equalsAt, stagedPaths } from "../../git/state/file-at-head.ts";
import type { Git } from "../../git/git.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { bytesBefore, type JournaledWrite } from "../../ledger/writes.ts";
import type { Context } from "../context.ts";
import { hashOf, readTaskFile, type TaskFile } from "./task-file.ts";

/**
 * Those of the files that differ from HEAD in nothing but what sync-hooks wrote: nothing of them is staged, HEAD
 * holds what stood there before one of the writes, nobody else wrote since, and the last write stands.
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

/** A file that sync-hooks was the last to write: what it holds, and what it held before the first of these writes. */
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
  const own = unbroken(writes);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return null;
  const reading = readTaskFile(ctx.files, checkout.path, path);
  if (reading.kind !== "file" || reading.file.hash !== last.afterHash) return null;
  return { path, writes: own, file: reading.file, before: bytesBefore(ctx.ledger(), first.id) };
}

/** Those with nothing staged, and of which HEAD holds the bytes from before one of the writes. */
async function asHeadHasThem(git: Git, found: readonly OwnFile[]): Promise<OwnFile[]> {
  if (found.length === 0) return [];
  const paths = found.map(({ path }) => path);
  const staged = await stagedPaths(git, paths);
  const heads = await checkedOutAtHead(git, paths);
  const same: OwnFile[] = [];
  for (const one of found) {
    const { path, before, writes } = one;
    if (staged.has(path)) continue;
    const head = heads.get(path);
    const since = head ? sinceBytes(writes, head) : [];
    if (head && since.length > 0) same.push({ ...one, before: head, writes: since });
    // What git would check out need not be all that it takes for unchanged: mixed line endings are one case.
    else if (isBefore(writes, before) && (await equalsAt(git, "HEAD", path, before)))
      same.push(one);
  }
  return same;
}

/** The writes since the file held these bytes last. */
function sinceBytes(writes: readonly JournaledWrite[], bytes: Buffer): JournaledWrite[] {
  const hash = hashOf(bytes);
  const first = writes.findLastIndex(({ beforeHash }) => beforeHash === hash);
  return first < 0 ? [] : writes.slice(first);
}

/** Bytes are let go once the file is gone, and it may have come back. */
const isBefore = (writes: readonly JournaledWrite[], bytes: Buffer) =>
  writes[0]?.beforeHash === hashOf(bytes);

/** The last of the writes, as far back as each began with the bytes that the one before it left: nobody wrote in between. */
function unbroken(writes: readonly JournaledWrite[]): readonly JournaledWrite[] {
  const last = writes.findLastIndex(
    ({ beforeHash }, index) => index > 0 && writes[index - 1]?.afterHash !== beforeHash,
  );
  return writes.slice(Math.max(last, 0));
}
