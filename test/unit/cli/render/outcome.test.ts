import { expect, test } from "vitest";
import { freshnessCell, outcomeCell } from "../../../../src/cli/render/outcome.ts";
import { tildePath } from "../../../../src/cli/render/path.ts";
import { outcomes } from "../../../../src/core/outcome.ts";

test("every outcome has an icon and a word of its own, so that colour is never needed", () => {
  const texts = outcomes.map((outcome) => outcomeCell(outcome).text);
  expect(new Set(texts).size).toBe(outcomes.length);
  for (const text of texts) expect(text).toMatch(/^\S \w/);
});

test("freshness shows an icon and the age in words", () => {
  expect(freshnessCell("stale", "2 days ago")).toEqual({ text: "◌ 2 days ago", tone: "bad" });
});

test.each([
  ["/home/ann/code", "/home/ann", "~/code"],
  ["/home/ann", "/home/ann", "~"],
  ["/home/anna/code", "/home/ann", "/home/anna/code"],
  ["/srv/code", "/home/ann", "/srv/code"],
  ["/srv/code", "/", "/srv/code"],
  ["/srv/code", undefined, "/srv/code"],
])("tildePath(%s) in %s is %s", (path, home, expected) =>
  expect(tildePath(path, home)).toBe(expected),
);
