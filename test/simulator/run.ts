import { availableParallelism } from "node:os";
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

const play = (stores: Stores, script: Script, trace: (line: string) => void) =>
  simulate(script, { ground: makeMemoryGround(), stores, trace });

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
  });
  for (const { seed, violations } of broken) {
    say(`seed ${seed}: ${violations.join("; ")}`);
    say(`  tell its story with: npm run simulate -- --seed ${seed}`);
  }
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  say(`${played} seeds from ${from} on, ${broken.length} broken, in ${seconds} s`);
  return broken.length === 0;
}

const isWhole =
  values.seed === undefined
    ? await playMany(Number(values.from), Number(values.seeds), Number(values.workers))
    : await replay(Number(values.seed), values.only);
process.exitCode = isWhole ? 0 : 1;
