import { expect, test } from "vitest";
import { bugs, type BugName } from "../../simulator/bugs/table.ts";
import { playSeeds } from "../../simulator/pool.ts";

/** Enough for the rarest of them, also from a seed that is out of date. */
const seeds = 4000;

const find = async (bug: BugName) => {
  const { broken } = await playSeeds({
    from: bugs[bug].from,
    seeds,
    // The seed lies near: another worker would cost more than it finds.
    workers: 1,
    bug,
    enough: 1,
    progress: () => {},
    interruption: null,
  });
  return broken[0]?.violations[0] ?? null;
};

test.each(Object.keys(bugs) as BugName[])(
  "the simulator finds an engine that %s",
  async (bug) => {
    expect(await find(bug)).toMatch(/^invariant \d+: /);
  },
  300_000,
);
