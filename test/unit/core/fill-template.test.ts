import { expect, test } from "vitest";
import { fillTemplate } from "../../../src/core/fill-template.ts";

test("a quote in a value cannot end the quotes that it stands in", () => {
  expect(fillTemplate("x='@A@'", { A: "it's $1 $& `x`" })).toBe("x='it'\\''s $1 $& `x`'");
});

test("a placeholder without a value is an error, and an @ in other text is none", () => {
  expect(() => fillTemplate("@GONE@", {})).toThrow(/GONE/);
  expect(fillTemplate('me@host @x@ "$@"', {})).toBe('me@host @x@ "$@"');
});
