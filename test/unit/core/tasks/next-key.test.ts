import { expect, test } from "vitest";
import { nextKey } from "../../../../src/core/tasks/next-key.ts";

test.each<[string, string[], string, string | null]>([
  ["nothing there yet", [], "T1", null],
  ["no number anywhere", ["sh-abcd"], "T1", null],
  ["counts on", ["T1", "T2"], "T3", "T2"],
  ["over gaps", ["T1", "T7"], "T8", "T7"],
  ["the usual pattern", ["T1", "S9", "T2"], "T3", "T2"],
  ["OpenSpec numbers", ["1.1", "2.1", "2.2"], "2.3", "2.2"],
  ["whatever their order", ["T10", "T2"], "T11", "T10"],
])("the next id: %s", (_, keys, key, after) => {
  expect(nextKey(keys)).toEqual({ key, after });
});
