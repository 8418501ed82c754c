import { perform } from "./acts/perform.ts";
import type { Ground } from "./ground.ts";
import { checkRest } from "./invariants/check-rest.ts";
import { quiesce } from "./quiesce.ts";
import type { Script } from "./script.ts";
import type { Stores } from "./stores.ts";
import { plainSync, sync } from "./sync.ts";
import { makeWorld } from "./world.ts";

/** What a run of a script broke: none of the invariants where it is empty. */
export type Verdict = { violations: string[] };

/** Plays a script from its first act to rest and judges it. */
export async function simulate(
  script: Script,
  on: { ground: Ground; stores: Stores; trace: (line: string) => void },
): Promise<Verdict> {
  const world = makeWorld(script.setup, on.ground, on.stores, on.trace);
  try {
    world.hasForgotten = !script.setup.met;
    if (script.setup.met) for (const { index } of world.desks) await sync(world, plainSync(index));
    if (script.setup.backedUp) world.hub.backup = on.stores.backUp();
    for (const act of script.acts) {
      if (act.do === "sync") await sync(world, act);
      else perform(world, act);
      if (world.violations.length > 0) break;
    }
    if (world.violations.length === 0) await quiesce(world);
    if (world.violations.length === 0) checkRest(world);
  } catch (error) {
    world.violations.push(`the simulator itself failed: ${(error as Error).stack}`);
  }
  for (const { running } of world.desks) {
    running?.process.kill();
    await running?.done;
  }
  return { violations: world.violations };
}
