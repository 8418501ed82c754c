import type { CheckedFile } from "../../ledger/checked-files.ts";
import type { TaskFileReading } from "../reconcile/task-file.ts";
import { compareFiles, keepFound, type Found } from "./compare-files.ts";
import { readInBatches } from "./read-in-batches.ts";
import type { CheckScope } from "./scope.ts";

/** What there is to be found in some of a checkout's files. */
export type Share = {
  checked: CheckedFile[];
  unreadable: Extract<TaskFileReading, { kind: "unreadable" }>[];
};

/** Reads the files whose turn comes, and compares them with the hub. */
export async function readShare(
  scope: CheckScope,
  turns: Iterable<readonly string[]>,
): Promise<Share> {
  const share: Share = { checked: [], unreadable: [] };
  for (const paths of turns) {
    const found: Found[] = [];
    for (const readings of readInBatches(scope.ctx, scope.checkout, paths)) {
      const files = readings.flatMap((reading) => (reading.kind === "file" ? reading.file : []));
      for (const reading of readings)
        if (reading.kind === "unreadable") share.unreadable.push(reading);
      found.push(...(await compareFiles(scope, files)));
    }
    keepFound(scope, found);
    for (const { file } of found) share.checked.push(file);
  }
  return share;
}

const pathsPerTurn = 50;

/**
 * The paths, some at a time. All threads that count on the same `taken` (how many turns are taken, one integer in
 * shared memory) share them: each turn is somebody's, and nobody waits.
 */
export function* takeTurns(
  paths: readonly string[],
  taken: Int32Array<SharedArrayBuffer>,
): Generator<readonly string[], void> {
  for (;;) {
    const from = Atomics.add(taken, 0, 1) * pathsPerTurn;
    if (from >= paths.length) return;
    yield paths.slice(from, from + pathsPerTurn);
  }
}

/** Leaves no turn for anybody. */
export const takeAll = (paths: readonly string[], taken: Int32Array<SharedArrayBuffer>): void => {
  Atomics.store(taken, 0, paths.length);
};

export const noTurnTaken = (): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
