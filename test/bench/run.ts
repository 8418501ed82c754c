import { makeBenchHome, printMachine, printTargets, type Bench } from "./harness.ts";

/** Every bench by its name; `npm run bench -- NAME…` runs the named ones alone. */
const benches: Record<string, () => Promise<{ bench: Bench }>> = {
  board: () => import("./board.ts"),
  "hook-cost": () => import("./hook-cost.ts"),
  "commit-to-push": () => import("./commit-to-push.ts"),
  "commit-to-stamp": () => import("./commit-to-stamp.ts"),
  sweep: () => import("./sweep.ts"),
  "long-list": () => import("./long-list.ts"),
  "many-workplans": () => import("./many-workplans.ts"),
  "watch-idle": () => import("./watch-idle.ts"),
  "watch-latency": () => import("./watch-latency.ts"),
  "watch-many": () => import("./watch-many.ts"),
  "forge-sweep": () => import("./forge-sweep.ts"),
  stamping: () => import("./stamping.ts"),
  "hub-serve": () => import("./hub-serve.ts"),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0)
  throw new Error(`no bench ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}`);

await printMachine();
let missed = 0;
for (const [name, load] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const { bench } = await load();
  const home = makeBenchHome();
  try {
    console.log(`\n${name}: ${bench.title}`);
    missed += printTargets(await bench.run(home));
  } finally {
    home.remove();
  }
}
process.exitCode = missed === 0 ? 0 : 1;
