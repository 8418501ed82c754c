import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { playSeeds } from "../../simulator/pool.ts";

/** Told in place of a failed comparison: what broke, and how to see it happen. */
const storyOf = ({ seed, violations }: { seed: number; violations: string[] }) =>
  `seed ${seed}: ${violations.join("; ")} (npm run simulate -- --seed ${seed})`;

const seeds = 10_000;

test(`invariants 9–16 hold in ${seeds} simulated worlds with crashes, full disks and outages at every step`, async () => {
  const { played, broken } = await playSeeds({
    from: 1,
    seeds,
    workers: availableParallelism(),
    bug: null,
    enough: 5,
    progress: () => {},
    interruption: null,
  });
  expect(broken.map(storyOf)).toEqual([]);
  expect(played).toBe(seeds);
}, 900_000);
