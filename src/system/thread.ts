import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { SyncError, toSyncError, type ErrorCode } from "../core/errors.ts";
import { buildIdentity } from "./build-identity.ts";
import { findInstallation } from "./installation.ts";

/** Work that goes on in a thread of this process, and comes to a row of results. */
export type Thread<Result> = {
  /**
   * Lets it work on until its next result; null: there are no more. Rejects as the work does, and `internal` where the
   * thread ends by itself.
   */
  next: () => Promise<Result | null>;
  /** Stops it; a result that is still waited for will be null. */
  end: () => Promise<void>;
};

type Answer<Result> =
  | { kind: "result"; result: Result | null }
  | { kind: "failed"; code: ErrorCode; message: string; hint: string | null };

/** Starts a program of dist/threads with data that can be cloned; what it comes to, it tells by `workInThread`. */
export function startThread<Data, Result>(
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
): Thread<Result> {
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
  const endAs = (answer: Answer<Result>) => settle((ended ??= answer));
  worker.on("message", (answer: Answer<Result>) => settle(answer));
  worker.on("error", (error) => endAs(failure(error)));
  worker.on("messageerror", (error) => endAs(failure(error)));
  worker.on("exit", (status) =>
    endAs(failure(new SyncError("internal", `the thread ${program} ended with status ${status}`))),
  );
  return {
    next: () =>
      new Promise((resolve, reject) => {
        settle = (answer) => {
          if (answer.kind === "result") return resolve(answer.result);
          const { code, message, hint } = answer;
          reject(new SyncError(code, message, hint === null ? {} : { hint }));
        };
        if (ended) settle(ended);
        else worker.postMessage("next");
      }),
    async end() {
      endAs({ kind: "result", result: null });
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
export function workInThread<Data, Result>(
  work: (data: Data) => Iterator<Result, void> | AsyncIterator<Result, void>,
): void {
  const { data, identity } = workerData as { data: Data; identity: string };
  const results = work(data);
  // A process that goes on through an upgrade finds the new version's threads, which may take its data for another's.
  const answer = () => (identity === buildIdentity ? answerOf(results) : failure(upgraded()));
  parentPort?.on("message", async () => parentPort?.postMessage(await answer()));
}

const upgraded = () =>
  new SyncError("locked", "sync-hooks has been upgraded while this process was running", {
    hint: "start it again",
  });

async function answerOf<Result>(
  results: Iterator<Result, void> | AsyncIterator<Result, void>,
): Promise<Answer<Result>> {
  try {
    const { done, value } = await results.next();
    return { kind: "result", result: done ? null : value };
  } catch (thrown) {
    return failure(thrown);
  }
}

function failure(thrown: unknown): Extract<Answer<never>, { kind: "failed" }> {
  const { code, message, hint } = toSyncError(thrown);
  return { kind: "failed", code, message, hint };
}
