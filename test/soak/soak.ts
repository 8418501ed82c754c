import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "../helpers/home.ts";
import { makeRandom, type Random } from "../simulator/random.ts";
import { act, noCounts, type Counts } from "./acts.ts";
import { killOneSync } from "./kills.ts";
import { growthFaults, growthOf, usageWords, type Growth } from "./growth.ts";
import { remainsOf } from "./remains.ts";
import { settle } from "./settle.ts";
import { startWatcher, type SoakWatcher, type Usage } from "./watcher.ts";
import { makeWorld, type World } from "./world.ts";

export type SoakOptions = {
  seed: number;
  minutes: number;
  checkouts: number;
  say: (line: string) => void;
};

export type SoakReport = {
  /** What was wrong, each in words that name the place; empty where all held. */
  faults: string[];
  counts: Counts;
  kills: { watcher: number; syncs: number };
  /** What the second half's watcher, which nobody kills, held: in the middle and in the last third of that half. */
  growth: Growth;
  world: World;
};

const actors = 3;
const longestPauseMs = 1200;

/** A soak under way. */
type Soak = SoakOptions & {
  world: World;
  counts: Counts;
  kills: SoakReport["kills"];
  watcher: SoakWatcher;
  samples: Usage[];
  /** A number that no one else has. */
  next: () => number;
};

/**
 * Commits, edits, pushes from elsewhere and hub updates at random, beside a real watcher. Syncs are killed all the
 * time, the watcher in the first half; after each half everything has to come to rest with nothing lost or left.
 */
export async function soak(home: Home, options: SoakOptions): Promise<SoakReport> {
  const world = await makeWorld(home, options.checkouts);
  let number = 0;
  const state: Soak = {
    ...options,
    world,
    counts: noCounts(),
    kills: { watcher: 0, syncs: 0 },
    watcher: await startWatcher(home),
    samples: [],
    next: () => (number += 1),
  };
  const faults: string[] = [];
  await disturb(state, makeRandom(options.seed), "kill the watcher, too");
  faults.push(...(await settle(state)));
  await disturb(state, makeRandom(options.seed + 1), "let the watcher live");
  faults.push(...(await settle(state)));
  faults.push(...growthFaults(state.samples), ...(await remainsOf(home, state.watcher)));
  const { counts, kills, samples } = state;
  return { faults, counts, kills, growth: growthOf(samples), world };
}

async function disturb(
  state: Soak,
  random: Random,
  how: "kill the watcher, too" | "let the watcher live",
): Promise<void> {
  const endMs = performance.now() + (state.minutes / 2) * 60_000;
  const isOver = () => performance.now() >= endMs;
  const own = () => makeRandom(random.int(1_000_000_000));
  const loops = Array.from({ length: actors }, (_, turn) => actFor(state, own(), turn, isOver));
  loops.push(killSyncs(state, own(), isOver));
  if (how === "let the watcher live") loops.push(followUsage(state, isOver));
  if (how === "kill the watcher, too") loops.push(killWatchers(state, own(), isOver));
  await Promise.all(loops);
}

/** One actor, who has every third place to himself. */
async function actFor(state: Soak, random: Random, turn: number, isOver: () => boolean) {
  const { world, counts, next } = state;
  const [first, ...others] = world.places.filter((_, index) => index % actors === turn);
  if (!first) return;
  while (!isOver()) {
    await act({ world, place: random.pick([first, ...others]), random, counts, next });
    await sleep(random.int(longestPauseMs));
  }
}

async function killSyncs({ world, kills }: Soak, random: Random, isOver: () => boolean) {
  while (!isOver()) {
    await sleep(random.int(1500));
    if (killOneSync(world.home, random)) kills.syncs += 1;
  }
}

async function killWatchers(state: Soak, random: Random, isOver: () => boolean) {
  while (!isOver()) {
    await sleep(1000 + random.int(9000));
    await state.watcher.kill();
    state.kills.watcher += 1;
    await sleep(random.int(1500));
    state.watcher = await startWatcher(state.world.home);
  }
}

const lookMs = 1000;
const tellEvery = 30;

async function followUsage({ watcher, samples, say }: Soak, isOver: () => boolean) {
  for (let look = 0; !isOver() && watcher.endedByItself() === null; look += 1) {
    const usage = watcher.usage();
    if (usage === null) return;
    samples.push(usage);
    if (look % tellEvery === 0) say(`  ${usageWords(usage)}`);
    await sleep(lookMs);
  }
}
