import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wellFormedJson } from "../../../src/core/well-formed-json.ts";

test("texts come back with U+FFFD for each half of a surrogate pair, and otherwise as they were", () => {
  const unit = fc.constantFrom(
    "a",
    "\\",
    "u",
    "d",
    "8",
    "0",
    '"',
    "\n",
    "\ud83d",
    "\ude00",
    "\uffff",
  );
  fc.assert(
    fc.property(fc.array(fc.array(unit).map((units) => units.join(""))), (texts) => {
      expect(JSON.parse(wellFormedJson(texts))).toEqual(
        texts.map((text) => Buffer.from(text).toString()),
      );
    }),
  );
  expect(JSON.parse(wellFormedJson(["a\ud800b", "\\ud800"]))).toEqual(["a\ufffdb", "\\ud800"]);
});
