import { toSyncError } from "../../core/errors.ts";
import type { Stamp } from "../../hub/stamps.ts";

/** Gathers the stamps of many runs into few transactions. */
export type StampQueue = {
  add: (stamp: Stamp) => void;
  /** Resolves once all that was added for the checkout is written: null, or what was thrown. */
  written: (path: string) => Promise<unknown>;
  /** Writes now what waits. */
  flush: () => Promise<void>;
};

type Write = (stamps: readonly Stamp[]) => Promise<void>;
type Waiting = { stamp: Stamp; settle: (thrown: unknown) => void };

const largestBatch = 25;
const longestWaitMs = 200;

/**
 * Opens a queue that hands at most 25 stamps at a time to `write`, and none later than 200 ms after it was
 * added: a killed sweep loses no more than that, and the next one stamps the same checkouts again.
 */
export function openStampQueue(write: Write): StampQueue {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  const ends = new Map<string, Promise<unknown>>();
  const flush = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) writing = writing.then(() => writeBatch(write, batch));
    return writing;
  };
  return {
    add(stamp) {
      const end = new Promise<unknown>((settle) => waiting.push({ stamp, settle }));
      const before = ends.get(stamp.path);
      ends.set(
        stamp.path,
        Promise.all([before, end]).then(([first, second]) => first ?? second),
      );
      if (waiting.length >= largestBatch) void flush();
      else timer ??= setTimeout(flush, longestWaitMs);
    },
    written: (path) => ends.get(path) ?? Promise.resolve(null),
    flush,
  };
}

/**
 * What cannot be written together is tried one by one, so that each checkout answers for itself alone; a hub
 * that is away is asked once.
 */
async function writeBatch(write: Write, batch: readonly Waiting[]): Promise<void> {
  const thrown = await tried(() => write(batch.map(({ stamp }) => stamp)));
  const isCommon = thrown === null || toSyncError(thrown).code === "offline";
  for (const { stamp, settle } of batch)
    settle(isCommon || batch.length === 1 ? thrown : await tried(() => write([stamp])));
}

async function tried(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (thrown) {
    return thrown;
  }
}
