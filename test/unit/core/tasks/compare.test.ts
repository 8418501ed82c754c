import { expect, test } from "vitest";
import { compareWorkstream } from "../../../../src/core/tasks/compare.ts";
import { readDocument } from "../../../../src/markdown/read.ts";

test("tasks of the hub alone are told by their keys, in whatever order the hub gives its rows", () => {
  const reading = readDocument("TASKS.md", "- [ ] T1: one\n");
  if (reading.kind !== "document") throw new Error("not read");
  const words = { status: "todo", title: "one", priority: null, needs_human: "false" };
  const told = (keys: readonly string[]) =>
    compareWorkstream({
      file: "TASKS.md",
      document: reading.document,
      rows: new Map(keys.map((key) => [key, { id: `id of ${key}`, key, removed: false, words }])),
      bases: () => new Map(),
      hubIds: new Set(),
    }).map(({ message }) => message);
  const messages = ["T2 stands in the hub alone", "T3 stands in the hub alone"];
  expect(told(["T1", "T2", "T3"])).toEqual(messages);
  expect(told(["T3", "T2", "T1"])).toEqual(messages);
});
