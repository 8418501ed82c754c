import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  emptyAgenda,
  follow,
  nextDue,
  notice,
  takeDue,
} from "../../../../src/core/watch/agenda.ts";

test("a checkout is due once it has been quiet for the debounce", () => {
  const once = notice(emptyAgenda, 1, 0, 100);
  const twice = notice(once, 1, 60, 100);
  expect(takeDue(twice, 150, 1000).happened).toEqual([]);
  expect(takeDue(twice, 160, 1000).happened).toEqual([1]);
});

test("a checkout that is never quiet is synced all the same", () => {
  let agenda = emptyAgenda;
  for (let now = 0; now < 500; now += 50) agenda = notice(agenda, 1, now, 100);
  expect(takeDue(agenda, 500, 1000).happened).toEqual([1]);
});

test("polls are spread over the interval and come back after it, once however long the machine slept", () => {
  const agenda = follow(emptyAgenda, [1, 2, 3, 4], 0, 1000);
  expect([...agenda.polls.values()]).toEqual([250, 500, 750, 1000]);
  const { agenda: later, poll } = takeDue(agenda, 9000, 1000);
  expect(poll).toEqual([1, 2, 3, 4]);
  expect([...later.polls.values()]).toEqual([10_000, 10_000, 10_000, 10_000]);
});

test("of many checkouts some are polled together, at twelve times of the interval", () => {
  const ids = Array.from({ length: 60 }, (_, index) => index);
  const times = [...follow(emptyAgenda, ids, 0, 60_000).polls.values()];
  expect(new Set(times).size).toBe(12);
  expect(times.filter((time) => time === times[0])).toHaveLength(5);
  expect(Math.max(...times)).toBe(60_000);
});

test("a checkout that is due anyway is not polled as well", () => {
  const agenda = notice(follow(emptyAgenda, [1], 0, 100), 1, 0, 100);
  expect(takeDue(agenda, 100, 100)).toMatchObject({ happened: [1], poll: [] });
});

test("a removed checkout is dropped, a known one keeps its turn", () => {
  const agenda = notice(follow(emptyAgenda, [1, 2], 0, 100), 1, 0, 100);
  const kept = follow(agenda, [2, 3], 40, 100);
  expect([...kept.happenings.keys()]).toEqual([]);
  expect(kept.polls.get(2)).toBe(agenda.polls.get(2));
  expect(kept.polls.has(1)).toBe(false);
});

test("nothing noticed is ever lost, and nothing runs before its debounce", () => {
  const happening = fc.record({
    id: fc.integer({ min: 1, max: 3 }),
    afterMs: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(happening), (happenings) => {
      let agenda = emptyAgenda;
      let now = 0;
      const last = new Map<number, number>();
      const served = new Map<number, number>();
      const serve = (at: number) => {
        for (let due = nextDue(agenda); due !== null && due <= at; due = nextDue(agenda)) {
          const taken = takeDue(agenda, due, 1000);
          agenda = taken.agenda;
          for (const id of taken.happened) served.set(id, due);
        }
      };
      for (const { id, afterMs } of happenings) {
        now += afterMs;
        serve(now);
        agenda = notice(agenda, id, now, 100);
        last.set(id, now);
      }
      serve(Infinity);
      for (const [id, at] of last) expect(served.get(id)).toBeGreaterThanOrEqual(at);
      expect(nextDue(agenda)).toBeNull();
    }),
  );
});
