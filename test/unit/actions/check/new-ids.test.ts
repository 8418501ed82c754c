import { expect, test } from "vitest";
import { newBlockIds, newWorkplanId } from "../../../../src/actions/check/new-ids.ts";

test("ten thousand block ids differ from one another and from those that are taken", () => {
  const taken = new Set(["sh-2222", "sh-3333"]);
  const ids = newBlockIds(taken);
  const given = Array.from({ length: 10_000 }, () => ids.next().value);
  expect(new Set([...given, "sh-2222", "sh-3333"]).size).toBe(10_002);
  for (const id of given) expect(id).toMatch(/^sh-[2-9a-hjkmnp-z]{4,5}$/);
});

test("where the short block ids are used up, longer ones come", () => {
  const taken = new Set<string>();
  taken.has = (id) => id.length === "sh-7k2m".length;
  expect(newBlockIds(taken).next().value).toMatch(/^sh-\w{5}$/);
});

test("a workplan is named by its file, with a number where that name is taken", () => {
  const taken = new Set(["plan"]);
  const names = ["workplans/plan.md", "workplans/old/plan.md", "workplans/next.md"];
  expect(names.map((path) => newWorkplanId(path, taken))).toEqual(["plan-2", "plan-3", "next"]);
});
