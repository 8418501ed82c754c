import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import type { BugName } from "./bugs/table.ts";
import { bundleWorker } from "./bundle.ts";

export type Broken = { seed: number; violations: string[] };
export type Order = { kind: "play"; from: number; count: number } | { kind: "stop" };
export type Answer = { played: number; broken: Broken[] };

export type Batch = {
  from: number;
  seeds: number;
  workers: number;
  bug: BugName | null;
  /** How many broken seeds are enough. */
  enough: number;
  progress: (played: number) => void;
  /** Ends it as enough broken seeds do; null: nobody will. */
  interruption: AbortSignal | null;
};

/** Few: a pool that has found enough stops once each worker is through with its own. */
const seedsPerOrder = 5;

/** Plays a row of seeds on several threads. Gives the broken ones, smallest seed first. */
export async function playSeeds(batch: Batch): Promise<Answer> {
  const bundle = await bundleWorker(batch.bug);
  const total: Answer = { played: 0, broken: [] };
  let next = batch.from;
  const end = batch.from + batch.seeds;
  const take = (): Order => {
    const isEnough = total.broken.length >= batch.enough || batch.interruption?.aborted === true;
    if (next >= end || isEnough) return { kind: "stop" };
    const from = next;
    next = Math.min(end, from + seedsPerOrder);
    return { kind: "play", from, count: next - from };
  };
  const employ = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(bundle);
      worker.on("message", ({ played, broken }: Answer) => {
        total.played += played;
        total.broken.push(...broken);
        batch.progress(total.played);
        worker.postMessage(take());
      });
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      worker.postMessage(take());
    });
  try {
    await Promise.all(Array.from({ length: batch.workers }, employ));
  } finally {
    rmSync(dirname(bundle), { recursive: true, force: true });
  }
  total.broken.sort((a, b) => a.seed - b.seed);
  return total;
}
