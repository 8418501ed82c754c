import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { SyncError, toSyncError, type ErrorCode } from "../core/errors.ts";
import { buildIdentity } from "./build-identity.ts";
import { findInstallation } from "./installation.ts";

/** Work that goes on in a thread of this process, and comes to a row of results. */
export type Thread<Result, Said = undefined> = {
  /**
   * Lets it work on until its next result; null: there are no more. What is said with it reaches the work as it goes on,
   * but for the first time. Rejects as the work does, and `internal` where the thread ends by itself.
   */
  next: (said?: Said) => Promise<Result | null>;
  /**
   * Stops it, once it has come to the result that is still waited for, which will be null: one that is stopped inside a
   * call of SQLite's driver takes the whole process with it.
   */
  end: () => Promise<void>;
};

type Answer<Result> =
  | { kind: "result"; result: Result | null }
  | { kind: "failed"; code: ErrorCode; message: string; hint: string | null };

/** Starts a program of dist/threads with data that can be cloned; what it comes to, it tells by `workInThread`. */
export function startThread<Data, Result, Said = undefined>(
  program: string,
  {
    env,
    data,
    heapMb,
  }: {
    env: NodeJS.ProcessEnv;
    data: Data;
    /** Room for young objects and for old ones; left to node where it is not given, which takes 200 MB before it tidies. */
    heapMb?: { young: number; old: number };
  },
): Thread<Result, Said> {
  const file = join(findInstallation().dist, "threads", `${program}.js`);
  const resourceLimits = heapMb
    ? { maxYoungGenerationSizeMb: heapMb.young, maxOldGenerationSizeMb: heapMb.old }
    : {};
  const worker = new Worker(file, {
    env,
    workerData: { data, identity: buildIdentity },
    resourceLimits,
  });
  let ended: Answer<Result> | null = null;
  let settle: (answer: Answer<Result>) => void = () => {};
  let atRest = Promise.resolve();
  let rest = () => {};
  const endAs = (answer: Answer<Result>) => settle((ended ??= answer));
  worker.on("message", (answer: Answer<Result>) => settle(answer));
  worker.on("error", (error) => endAs(failure(error)));
  worker.on("messageerror", (error) => endAs(failure(error)));
  for (const event of ["message", "messageerror", "exit"]) worker.on(event, () => rest());
  worker.on("exit", (status) =>
    endAs(failure(new SyncError("internal", `the thread ${program} ended with status ${status}`))),
  );
  return {
    next: (said) =>
      new Promise((resolve, reject) => {
        settle = (answer) => {
          if (answer.kind === "result") return resolve(answer.result);
          const { code, message, hint } = answer;
          reject(new SyncError(code, message, hint === null ? {} : { hint }));
        };
        if (ended) return settle(ended);
        atRest = new Promise((heard) => (rest = heard));
        worker.postMessage(said);
      }),
    async end() {
      endAs({ kind: "result", result: null });
      await atRest;
      await worker.terminate();
    },
  };
}

/** All results, once the work has come to its end. */
export async function resultsOf<Result>({ next }: Thread<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let result = await next(); result !== null; result = await next()) results.push(result);
  return results;
}

/** The thread's side: does the work with the data that it was started with, as far as its results are asked for. */
export function workInThread<Data, Result, Said = undefined>(
  work: (data: Data) => Work<Result, Said>,
): void {
  const { data, identity } = workerData as { data: Data; identity: string };
  // A process that goes on through an upgrade finds the new version's threads, which may take its data for another's.
  const results = identity === buildIdentity ? work(data) : null;
  const answer = (said: Said) => (results ? answerOf(results, said) : failure(upgraded()));
  parentPort?.on("message", async (said: Said) => parentPort?.postMessage(await answer(said)));
}

type Work<Result, Said> = Iterator<Result, void, Said> | AsyncIterator<Result, void, Said>;

const upgraded = () =>
  new SyncError("locked", "sync-hooks has been upgraded while this process was running", {
    hint: "start it again",
  });

async function answerOf<Result, Said>(
  results: Work<Result, Said>,
  said: Said,
): Promise<Answer<Result>> {
  try {
    const { done, value } = await results.next(said);
    return { kind: "result", result: done ? null : value };
  } catch (thrown) {
    return failure(thrown);
  }
}

function failure(thrown: unknown): Extract<Answer<never>, { kind: "failed" }> {
  const { code, message, hint } = toSyncError(thrown);
  return { kind: "failed", code, message, hint };
}
