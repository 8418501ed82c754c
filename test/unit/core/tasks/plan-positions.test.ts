import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planPositions } from "../../../../src/core/tasks/plan-positions.ts";

const scale = { step: 1, above: null };

const positions = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { nil: null });
const standings = fc.array(positions, { maxLength: 40 });

/** Where the tasks stand once the plan is carried out. */
const after = (standing: readonly (number | null)[]) => {
  const moved = planPositions(standing, scale);
  return standing.map((position, index) => moved.get(index) ?? position ?? NaN);
};

describe("planPositions", () => {
  test.each([
    { name: "new tasks alone count up", standing: [null, null, null], result: [0, 1, 2] },
    { name: "one at the end follows", standing: [0, 1, null], result: [0, 1, 2] },
    { name: "one in front goes below", standing: [null, 0, 1], result: [-1, 0, 1] },
    { name: "one between stands between", standing: [0, null, 1], result: [0, 0.5, 1] },
    { name: "of a swapped pair one moves", standing: [1, 0, 2], result: [-1, 0, 2] },
    { name: "equal positions are parted", standing: [5, 5, 7], result: [4, 5, 7] },
  ])("$name", ({ standing, result }) => {
    expect(after(standing)).toEqual(result);
  });

  test("whatever stood where, afterwards the order is the file's, and a second plan moves nothing", () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const result = after(standing);
        expect(result.every((value, at) => at === 0 || value > (result[at - 1] ?? NaN))).toBe(true);
        expect(planPositions(result, scale).size).toBe(0);
      }),
    );
  });

  test("tasks that stand in order already stay, and one that is moved moves alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.nat(), fc.nat(), (count, from, to) => {
        const standing = Array.from({ length: count }, (_, index) => index);
        expect(planPositions(standing, scale).size).toBe(0);
        const [taken = 0] = standing.splice(from % count, 1);
        standing.splice(to % count, 0, taken);
        expect(planPositions(standing, scale).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("above a bound every position is above it, also where some stood below", () => {
    const bound = { step: 10, above: 0 };
    fc.assert(
      fc.property(standings, (standing) => {
        const moved = planPositions(standing, bound);
        const result = standing.map((position, index) => moved.get(index) ?? position ?? NaN);
        expect(result.every((value, at) => value > (result[at - 1] ?? 0))).toBe(true);
      }),
    );
    expect([...planPositions([null, 10], bound)]).toEqual([[0, 5]]);
  });

  test("a place halved until no number is left between is put right by moving all", () => {
    let standing: number[] = [0, 1];
    for (let round = 0; round < 200; round += 1) {
      const [first = 0, ...rest] = standing;
      standing = after([first, null, ...rest]);
    }
    expect(standing).toEqual([...standing].sort((one, other) => one - other));
    expect(new Set(standing).size).toBe(202);
  });
});
