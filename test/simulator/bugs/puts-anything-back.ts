import type * as real from "../../../src/actions/reconcile/own-files.ts";
import { readTaskFile } from "../../../src/actions/reconcile/task-file.ts";
import { bytesBefore } from "../../../src/ledger/writes.ts";

export * from "../../../src/actions/reconcile/own-files.ts";

/** Takes every file that sync-hooks wrote for one that nobody else has written since. */
export const ownFiles: typeof real.ownFiles = async function* (ctx, checkout, _git, journal) {
  for (const [path, writes] of journal) {
    const [first] = writes;
    const reading = readTaskFile(ctx.files, checkout.path, path);
    if (!first || reading.kind !== "file") continue;
    yield { path, writes, file: reading.file, before: bytesBefore(ctx.ledger(), first.id) };
  }
};
