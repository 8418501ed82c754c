import { availableParallelism } from "node:os";
import { resultsOf, startThread } from "../../system/thread.ts";
import { noTurnTaken, readShare, takeAll, takeTurns, type Share } from "./read-share.ts";
import type { CheckScope } from "./scope.ts";
import type { ThreadData } from "./share-in-thread.ts";

/** Files that are worth a thread: it starts in the time in which some hundred are read. */
const filesPerThread = 500;

/** More would wait for the hub and the disk. */
const mostThreads = 4;

/** How many threads a check of so many files takes. */
const threadsFor = (files: number) =>
  Math.min(Math.floor(files / filesPerThread), availableParallelism(), mostThreads);

/** Reads files and compares them with the hub; many of them on several threads, this one among them. */
export async function readFiles(
  scope: CheckScope,
  paths: readonly string[],
  threads: number = threadsFor(paths.length),
): Promise<Share> {
  const { ctx, hub: _, ...shared } = scope;
  const configFile = ctx.configFileMust === "exist" ? ctx.configFile : null;
  const taken = noTurnTaken();
  const data: ThreadData = { shared, cwd: ctx.cwd, configFile, paths, taken };
  const others = Array.from({ length: threads - 1 }, () =>
    startThread<ThreadData, Share>("check", { env: ctx.env, data }),
  );
  try {
    // They are set to work before this thread is.
    const theirs = others.map(resultsOf);
    const own = readShare(scope, takeTurns(paths, taken)).then((share) => [share]);
    const shares = (await Promise.all([own, ...theirs])).flat();
    return {
      checked: shares.flatMap(({ checked }) => checked),
      unreadable: shares.flatMap(({ unreadable }) => unreadable),
    };
  } finally {
    // Where one has failed, no other one need go on.
    takeAll(paths, taken);
    await Promise.all(others.map(({ end }) => end()));
  }
}
