import * as fc from "fast-check";
import { expect, test } from "vitest";
import { knownUpTo, withRestore, type Restore } from "../../../src/core/restores.ts";

/** What stands in a hub: each of its writes is another one, and their number is its change number. */
type Hub = { writes: readonly number[]; restores: readonly Restore[] };
/** What a checkout keeps of the hub that it met last. */
type Met = { writes: readonly number[]; restore: string | null };

/** Backups of earlier versions do not tell how often their hub was put back. */
const often = fc.constantFrom(true, true, true, false);

const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "write" } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("back-up" as const), tells: often }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("restore" as const), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("anew" as const), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("meet" as const), at: fc.nat(2) }) },
);
const acts = fc.array(act, { maxLength: 60 });
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

/** As a reconcile decides it. */
const isStopped = ({ writes, restores }: Hub, met: Met) =>
  writes.length < met.writes.length || knownUpTo(restores, met.restore) < met.writes.length;

const holdsAll = (hub: Hub, met: Met) => met.writes.every((write, at) => hub.writes[at] === write);

/**
 * Plays backups and restores in any order, some of them into a database that knows of no restore, and tells `look` of each
 * checkout at every step.
 */
function play(played: readonly Act[], look: (hub: Hub, met: Met) => void): void {
  let hub: Hub = { writes: [], restores: [] };
  const backups: { hub: Hub; tells: boolean }[] = [{ hub, tells: true }];
  const checkouts = new Map<number, Met>();
  for (const [step, one] of played.entries()) {
    if (one.kind === "write") hub = { writes: hub.writes.concat(step), restores: hub.restores };
    if (one.kind === "back-up") backups.push({ hub, tells: one.tells });
    if (one.kind === "meet")
      checkouts.set(one.at, { writes: hub.writes, restore: hub.restores.at(-1)?.id ?? null });
    if (one.kind === "restore" || one.kind === "anew") {
      const { hub: kept = hub, tells = true } = backups[one.at % backups.length] ?? {};
      const { writes } = kept;
      const before = one.kind === "anew" ? [] : hub.restores;
      // Where neither side tells, nobody can know.
      const isTold = tells || one.kind === "anew";
      const backup = { change: writes.length, restores: isTold ? kept.restores : null };
      hub = { writes, restores: withRestore(before, backup, `restore ${step}`) };
    }
    for (const met of checkouts.values()) look(hub, met);
  }
}

test("a checkout that has seen what the hub no longer holds is stopped, whatever was put back in between", () => {
  const property = fc.property(acts, (played) => {
    play(played, (hub, met) => {
      if (!holdsAll(hub, met)) expect(isStopped(hub, met)).toBe(true);
    });
  });
  fc.assert(property, { numRuns: 2000 });
});

test("a backup that does not tell of restores may have been made behind them", () => {
  const once = withRestore([], { change: 5, restores: [] }, "R");
  const twice = withRestore(once, { change: 12, restores: null }, "S");
  expect(knownUpTo(twice, null)).toBe(5);
  expect(knownUpTo(twice, "S")).toBe(Number.POSITIVE_INFINITY);
});

test("a checkout is not stopped where the hub holds all that it has seen, and the restore that it knows", () => {
  const telling = acts.map((some) =>
    some.map((one) => (one.kind === "back-up" ? { ...one, tells: true } : one)),
  );
  const property = fc.property(telling, (played) => {
    play(played, (hub, met) => {
      const held = hub.restores.filter(({ undone }) => !undone).map(({ id }) => id);
      const isKnown = met.restore === null || held.includes(met.restore);
      // The oldest of very many restores are told apart no more.
      if (holdsAll(hub, met) && isKnown && hub.restores.length < 20)
        expect(isStopped(hub, met)).toBe(false);
    });
  });
  fc.assert(property, { numRuns: 2000 });
});

test("a wrong restore that is put right stops only who has met the hub in between", () => {
  const [early, late] = [
    { change: 3, restores: [] },
    { change: 8, restores: [] },
  ];
  const right = withRestore(withRestore([], early, "wrong"), late, "right");
  expect(knownUpTo(right, null)).toBe(8);
  expect(knownUpTo(right, "wrong")).toBe(3);
  expect(knownUpTo(right, "right")).toBe(Number.POSITIVE_INFINITY);
  expect(knownUpTo(right, "of another life")).toBe(0);
});

test("of many restores the oldest are folded, and what they took away stays known", () => {
  let restores: Restore[] = [];
  for (let at = 0; at < 25; at += 1) {
    const change = at === 2 ? 1 : 100 + at;
    restores = withRestore(restores, { change, restores }, `R${at}`);
  }
  expect(restores).toHaveLength(20);
  expect(knownUpTo(restores, null)).toBe(1);
  expect(knownUpTo(restores, "R1")).toBe(0);
  expect(knownUpTo(restores, "R20")).toBe(121);
});
