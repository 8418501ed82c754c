import { describe, expect, test } from "vitest";
import {
  dailyStarts,
  minutesPerDay,
  nearestDailyIntervals,
  nextDailyStart,
} from "../../../src/schedule/timetable.ts";

const everyInterval = Array.from({ length: minutesPerDay }, (_, index) => index + 1);
const dividing = everyInterval.filter((minutes) => minutesPerDay % minutes === 0);

function minutesOfDay(intervalMinutes: number, offsetMinutes: number): number[] {
  const starts = dailyStarts({ intervalMinutes, offsetMinutes }) ?? [];
  return starts
    .flatMap(({ hours, minutes }) => hours.flatMap((hour) => minutes.map((at) => hour * 60 + at)))
    .sort((a, b) => a - b);
}

test("every interval that divides the day starts exactly that far apart, also over midnight", () => {
  for (const interval of dividing)
    for (const offset of new Set([0, interval - 1, Math.floor(interval / 2)])) {
      const expected = Array.from(
        { length: minutesPerDay / interval },
        (_, index) => offset + index * interval,
      );
      expect(minutesOfDay(interval, offset)).toEqual(expected);
    }
});

test("an interval that does not divide the day has no daily starts", () => {
  for (const interval of everyInterval.filter((minutes) => minutesPerDay % minutes !== 0))
    expect(dailyStarts({ intervalMinutes: interval, offsetMinutes: 0 })).toBeNull();
});

test("hours with the same minutes stand together, so that common intervals are one line", () => {
  const lines = (interval: number) =>
    dailyStarts({ intervalMinutes: interval, offsetMinutes: 3 })?.length;
  expect([5, 15, 30, 60, 120, 1440].map(lines)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(lines(90)).toBe(2);
});

test.each([
  [7, [6, 8]],
  [50, [48, 60]],
  [1000, [720, 1440]],
])("the nearest to %i minutes that divide the day are %j", (interval, nearest) => {
  expect(nearestDailyIntervals(interval)).toEqual(nearest);
});

describe("the next start", () => {
  const timetable = { intervalMinutes: 90, offsetMinutes: 10 };
  test.each([
    ["before the day's first", [0, 3], [0, 10]],
    ["at the very minute of one", [1, 40], [3, 10]],
    ["after the day's last", [23, 50], [24, 10]],
  ] as const)("%s", (_, [hour, minute], [nextHour, nextMinute]) => {
    const now = new Date(2026, 10, 20, hour, minute, 12);
    expect(nextDailyStart(timetable, now)).toEqual(new Date(2026, 10, 20, nextHour, nextMinute));
  });
});
