import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../../src/core/duration.ts";

test.each([
  ["1500ms", 1500],
  ["30s", 30_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["1.5h", 5_400_000],
  ["45", 45_000],
  [" 10 s ", 10_000],
  ["soon", null],
  ["-5s", null],
  ["", null],
  ["5 weeks", null],
])("%j is %j milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test("what formatDuration writes, parseDuration reads back", () => {
  fc.assert(
    fc.property(fc.nat(), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
