import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { SyncError, toSyncError, type ErrorCode } from "../core/errors.ts";
import { findInstallation } from "./installation.ts";

/** One piece of work in a thread of this process. */
export type Thread<Result> = {
  /** Rejects as the work does, `internal` where the thread ends without a result. */
  result: Promise<Result>;
  /** Stops it, if it still runs. */
  end: () => Promise<void>;
};

type Answer<Result> =
  | { kind: "done"; result: Result }
  | { kind: "failed"; code: ErrorCode; message: string; hint: string | null };

/** Starts a program of dist/threads with data that can be cloned; it tells its result through `answerFromThread`. */
export function startThread<Data, Result>(
  program: string,
  { env, data }: { env: NodeJS.ProcessEnv; data: Data },
): Thread<Result> {
  const file = join(findInstallation().dist, "threads", `${program}.js`);
  const worker = new Worker(file, { env, workerData: data });
  const result = new Promise<Result>((resolve, reject) => {
    worker.on("message", (answer: Answer<Result>) => {
      if (answer.kind === "done") return resolve(answer.result);
      const { code, message, hint } = answer;
      reject(new SyncError(code, message, hint === null ? {} : { hint }));
    });
    worker.on("error", (error) => reject(toSyncError(error)));
    // Heard of last: after a result, or an error, it changes nothing.
    worker.on("exit", (status) =>
      reject(new SyncError("internal", `the thread ${program} ended with status ${status}`)),
    );
  });
  return { result, end: async () => void (await worker.terminate()) };
}

/** The thread's side: does the work with the data that it was started with, and tells how that ended. */
export async function answerFromThread<Data, Result>(
  work: (data: Data) => Promise<Result>,
): Promise<void> {
  parentPort?.postMessage(await answerOf(work(workerData as Data)));
}

async function answerOf<Result>(work: Promise<Result>): Promise<Answer<Result>> {
  try {
    return { kind: "done", result: await work };
  } catch (thrown) {
    const { code, message, hint } = toSyncError(thrown);
    return { kind: "failed", code, message, hint };
  }
}
