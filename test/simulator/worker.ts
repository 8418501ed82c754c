import { parentPort } from "node:worker_threads";
import { generate } from "./generate.ts";
import { makeMemoryGround } from "./memory/memory-ground.ts";
import type { Answer, Order } from "./pool.ts";
import { simulate } from "./simulate.ts";
import { openStores } from "./stores.ts";

// Plays the seeds that it is given, one range after another, until it is told to stop.
const stores = await openStores({ checkouts: 3, machines: 2 });
const port = parentPort;
if (!port) throw new Error("this file runs as a worker thread");

async function play({ from, count }: Extract<Order, { kind: "play" }>): Promise<Answer> {
  const broken: Answer["broken"] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const on = { ground: makeMemoryGround(), stores, trace: () => {} };
    const { violations } = await simulate(generate(seed), on);
    if (violations.length > 0) broken.push({ seed, violations });
  }
  return { played: count, broken };
}

async function obey(order: Order): Promise<void> {
  if (order.kind === "play") return port?.postMessage(await play(order));
  await stores.close();
  port?.close();
}

port.on("message", (order: Order) => void obey(order));
