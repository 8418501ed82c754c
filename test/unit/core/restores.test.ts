import * as fc from "fast-check";
import { expect, test } from "vitest";
import { knownUpTo, withRestore, type Restore } from "../../../src/core/restores.ts";

/** What stands in a hub: each of its writes is another one, and their number is its change number. */
type Hub = { writes: readonly number[]; restores: readonly Restore[] };
/** What a checkout keeps of the hub that it met last. */
type Met = { writes: readonly number[]; restore: string | null };

const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "write" } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: "back-up" } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("restore" as const), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("meet" as const), at: fc.nat(2) }) },
);

/** As a reconcile decides it. */
const isStopped = ({ writes, restores }: Hub, met: Met) =>
  writes.length < met.writes.length || knownUpTo(restores, met.restore) < met.writes.length;

/** Plays backups and restores, in any order, and tells `look` of each checkout at every step. */
function play(
  acts: readonly (typeof act extends fc.Arbitrary<infer Act> ? Act : never)[],
  look: (hub: Hub, met: Met, restored: boolean) => void,
): void {
  let hub: Hub = { writes: [], restores: [] };
  const backups: Hub[] = [hub];
  const checkouts = new Map<number, { met: Met; restored: boolean }>();
  for (const [step, one] of acts.entries()) {
    if (one.kind === "write") hub = { writes: hub.writes.concat(step), restores: hub.restores };
    if (one.kind === "back-up") backups.push(hub);
    if (one.kind === "meet") {
      const met = { writes: hub.writes, restore: hub.restores.at(-1)?.id ?? null };
      checkouts.set(one.at, { met, restored: false });
    }
    if (one.kind === "restore") {
      const { writes, restores } = backups[one.at % backups.length] ?? hub;
      const backup = { change: writes.length, restores };
      hub = { writes, restores: withRestore(hub.restores, backup, `restore ${step}`) };
      for (const checkout of checkouts.values()) checkout.restored = true;
    }
    for (const { met, restored } of checkouts.values()) look(hub, met, restored);
  }
}

test("a checkout that has seen what the hub no longer holds is stopped, whatever was put back in between", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      play(acts, (hub, met) => {
        const isKept = met.writes.every((write, at) => hub.writes[at] === write);
        if (!isKept) expect(isStopped(hub, met)).toBe(true);
      });
    }),
    { numRuns: 2000 },
  );
});

test("a checkout is not stopped where nothing was put back, nor where it had seen no more than the backup held", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      play(acts, (hub, met, restored) => {
        if (!restored) expect(isStopped(hub, met)).toBe(false);
      });
    }),
    { numRuns: 500 },
  );
  const [early, late] = [
    { change: 3, restores: [] },
    { change: 8, restores: [] },
  ];
  expect(knownUpTo(withRestore([], early, "R"), null)).toBe(3);
  expect(knownUpTo(withRestore(withRestore([], early, "R"), late, "S"), "R")).toBe(3);
  expect(knownUpTo(withRestore([], late, "R"), "R")).toBe(Number.POSITIVE_INFINITY);
});
