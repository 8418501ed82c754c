import * as fc from "fast-check";
import { expect, test } from "vitest";
import { uuid5, uuid5Family } from "../../../src/hub/uuid5.ts";

const part = fc.oneof(fc.string({ unit: "binary" }), fc.string({ minLength: 300, maxLength: 400 }));

test("an id is the same whether it is made alone or in a family", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), fc.array(part), (shared, lasts) => {
      const idOf = uuid5Family(...shared);
      for (const last of lasts) expect(idOf(last)).toBe(uuid5(...shared, last));
    }),
  );
});

test("the ids that stand in hubs already come out as ever", () => {
  expect(uuid5("task", "x", "y", "z")).toBe("19c06d78-397d-56be-add9-1f932f094511");
});
