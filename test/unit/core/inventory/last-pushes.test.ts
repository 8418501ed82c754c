import { expect, test } from "vitest";
import { isSettled, isUnmoved } from "../../../../src/core/inventory/last-pushes.ts";

test("the time of a push within the last seconds is not relied on", () => {
  expect(isSettled("2026-01-01T00:00:10Z", "2026-01-01T00:00:12.000Z")).toBe(false);
  expect(isSettled("2026-01-01T00:00:10Z", "2026-01-01T00:00:15.000Z")).toBe(true);
});

const last = { place: "u r", pushedAt: "p", fetchedAt: "2026-01-01T00:00:00.000Z" };
const now = { place: "u r", pushedAt: "p", at: new Date("2026-01-01T05:59:00Z") };

test.each([
  ["nothing has moved", last, now, true],
  ["it was never fetched", null, now, false],
  ["the forge tells nothing", last, { ...now, pushedAt: null }, false],
  ["somebody has pushed", last, { ...now, pushedAt: "q" }, false],
  ["it was fetched from elsewhere", { ...last, place: "u other" }, now, false],
  [
    "the last fetch is six hours old",
    last,
    { ...now, at: new Date("2026-01-01T06:00:00Z") },
    false,
  ],
  ["the clock was set back", last, { ...now, at: new Date("2025-12-31T00:00:00Z") }, false],
])("isUnmoved where %s", (_what, before, after, expected) => {
  expect(isUnmoved(before, after)).toBe(expected);
});
