import { setTimeout as sleep } from "node:timers/promises";
import { commitLeftovers, type Counts } from "./acts.ts";
import { faultsOf } from "./checks.ts";
import { makeRandom } from "../simulator/random.ts";
import type { SoakWatcher } from "./watcher.ts";
import type { World } from "./world.ts";

const longestMs = 240_000;

type Settling = {
  world: World;
  watcher: SoakWatcher;
  counts: Counts;
  next: () => number;
  say: (line: string) => void;
};

/**
 * A person commits what is saved, the watcher does the rest: waits until nothing is wrong any more, and gives what
 * still is when it has waited long enough.
 */
export async function settle({ world, watcher, counts, next, say }: Settling): Promise<string[]> {
  const random = makeRandom(0);
  const endMs = performance.now() + longestMs;
  let told = -1;
  for (;;) {
    const ended = watcher.endedByItself();
    if (ended !== null) return [`the watcher has ended by itself with ${ended}`];
    for (const place of world.places) await commitLeftovers({ world, place, random, counts, next });
    const faults = faultsOf(world);
    if (faults.length === 0 || performance.now() > endMs) return faults;
    if (faults.length !== told)
      say(`  coming to rest: ${faults.length} things to go, such as ${faults[0]}`);
    told = faults.length;
    await sleep(2000);
  }
}
