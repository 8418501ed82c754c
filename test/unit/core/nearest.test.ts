import { expect, test } from "vitest";
import { nearest } from "../../../src/core/nearest.ts";

const words = ["status", "sync", "sweep", "install", "interval_minutes"];

test.each([
  ["stauts", "status"],
  ["snyc", "sync"],
  ["SYNC", "sync"],
  ["instal", "install"],
  ["interval_minuts", "interval_minutes"],
  ["frobnicate", null],
  ["", null],
])("the word nearest to %j is %j", (typed, meant) => {
  expect(nearest(typed, words)).toBe(meant);
});
