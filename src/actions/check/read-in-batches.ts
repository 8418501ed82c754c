import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { readTaskFile, type TaskFileReading } from "../reconcile/task-file.ts";

/** Files that are in memory together: so few that V8 throws them away while they are young, which is cheap. */
const filesPerBatch = 10;
const charactersPerBatch = 1_000_000;

/** Reads task files, some at a time. */
export function* readInBatches(
  ctx: Pick<Context, "files">,
  checkout: Pick<Checkout, "path">,
  paths: readonly string[],
): Generator<readonly TaskFileReading[], void> {
  let batch: TaskFileReading[] = [];
  let characters = 0;
  for (const path of paths) {
    const reading = readTaskFile(ctx.files, checkout.path, path);
    batch.push(reading);
    if (reading.kind === "file") characters += reading.file.document.text.length;
    if (batch.length < filesPerBatch && characters < charactersPerBatch) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
