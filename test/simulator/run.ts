import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { generate } from "./generate.ts";
import { makeMemoryGround } from "./memory/memory-ground.ts";
import { playSeeds } from "./pool.ts";
import type { Script } from "./script.ts";
import { readKept, reduce, shrink, writeKept } from "./shrink.ts";
import { simulate } from "./simulate.ts";
import { openStores, type Stores } from "./stores.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    from: { type: "string", default: "1" },
    workers: { type: "string", default: String(availableParallelism()) },
    seed: { type: "string" },
    only: { type: "string" },
  },
});

/** Whoever ends it gets what is known by then, and no folder stays; asked twice, it ends at once. */
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => interruption.abort(signal));

async function play(stores: Stores, script: Script, trace: (line: string) => void) {
  // A world in memory waits for nothing: without this no signal would be heard before the last one.
  await setImmediate();
  interruption.signal.throwIfAborted();
  return simulate(script, { ground: makeMemoryGround(), stores, trace });
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Plays one seed aloud; a broken one is shrunk first, and the shorter story told. */
async function replay(seed: number, only: string | undefined): Promise<boolean> {
  const stores = await openStores({ checkouts: 3, machines: 2 });
  const script = generate(seed);
  const breaks = async (one: Script) => (await play(stores, one, () => {})).violations.length > 0;
  try {
    const kept =
      only !== undefined
        ? readKept(only)
        : (await breaks(script))
          ? await shrink(script, breaks)
          : null;
    const shown = kept ? reduce(script, kept) : script;
    say(JSON.stringify(shown.setup));
    const { violations } = await play(stores, shown, say);
    for (const line of violations) say(`broken: ${line}`);
    if (kept) say(`again: npm run simulate -- --seed ${seed} --only ${writeKept(kept)}`);
    return violations.length === 0;
  } finally {
    await stores.close();
  }
}

async function playMany(from: number, seeds: number, workers: number): Promise<boolean> {
  const startedMs = performance.now();
  let told = 0;
  const progress = (played: number) => {
    if (played - told < 1000) return;
    told = played;
    process.stderr.write(`${played} of ${seeds} seeds\n`);
  };
  const { played, broken } = await playSeeds({
    from,
    seeds,
    workers,
    bug: null,
    enough: 10,
    progress,
    interruption: interruption.signal,
  });
  for (const { seed, violations } of broken) {
    say(`seed ${seed}: ${violations.join("; ")}`);
    say(`  tell its story with: npm run simulate -- --seed ${seed}`);
  }
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  say(`${played} seeds from ${from} on, ${broken.length} broken, in ${seconds} s`);
  return broken.length === 0;
}

const work =
  values.seed === undefined
    ? playMany(Number(values.from), Number(values.seeds), Number(values.workers))
    : replay(Number(values.seed), values.only);
try {
  process.exitCode = (await work) ? 0 : 1;
} catch (error) {
  if (error !== interruption.signal.reason) throw error;
}
if (interruption.signal.aborted) process.kill(process.pid, interruption.signal.reason as string);
