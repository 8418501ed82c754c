import { expect, test } from "vitest";
import { freshness } from "../../../src/core/freshness.ts";

const now = new Date("2026-03-01T12:00:00Z");

test.each([
  [null, "never"],
  ["2026-03-01T11:59:59Z", "fresh"],
  ["2026-03-01T11:00:01Z", "fresh"],
  ["2026-03-01T11:00:00Z", "aging"],
  ["2026-02-28T12:00:00Z", "aging"],
  ["2026-02-28T11:59:59Z", "stale"],
  ["2026-03-01T12:00:05Z", "fresh"],
] as const)("a sync at %s is %s", (at, expected) => {
  expect(freshness(at, now)).toBe(expected);
});
