import { describe, expect, test } from "vitest";
import { age, duration } from "../../../../src/cli/render/time.ts";

const now = new Date("2026-03-01T12:00:00Z");

describe("age", () => {
  test.each([
    [null, "never"],
    ["2026-03-01T12:00:00Z", "just now"],
    ["2026-03-01T11:59:56Z", "just now"],
    ["2026-03-01T11:59:20Z", "40 s ago"],
    ["2026-03-01T11:57:00Z", "3 min ago"],
    ["2026-03-01T11:00:01Z", "59 min ago"],
    ["2026-03-01T09:30:00Z", "2 h ago"],
    ["2026-02-28T12:00:00Z", "1 day ago"],
    ["2026-02-20T12:00:00Z", "9 days ago"],
    ["2026-03-01T12:12:30Z", "in 12 min"],
  ])("%s is %s", (at, words) => expect(age(at, now)).toBe(words));
});

describe("duration", () => {
  test.each([
    [0.4, "0 ms"],
    [12.6, "13 ms"],
    [999.9, "1.0 s"],
    [1440, "1.4 s"],
    [9960, "10 s"],
    [59_800, "1 min 0 s"],
    [119_700, "2 min 0 s"],
    [125_000, "2 min 5 s"],
  ])("%d ms reads %s", (ms, words) => expect(duration(ms)).toBe(words));
});
