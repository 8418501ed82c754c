import { expect, test } from "vitest";
import { mergeExistence } from "../../../../src/core/tasks/existence.ts";

const here = { markdown: "here", hub: "here" } as const;
const none = { markdown: false, hub: false };

type Input = Parameters<typeof mergeExistence>[0];

const cases: [string, Omit<Input, "lead"> & Partial<Pick<Input, "lead">>, string][] = [
  ["in both: merge", { base: here, markdown: "here", hub: "here", edited: none }, "merge"],
  [
    "unknown to the hub: add",
    { base: null, markdown: "here", hub: "missing", edited: none },
    "add",
  ],
  [
    "deleted in the hub: added again",
    { base: here, markdown: "here", hub: "missing", edited: none },
    "add",
  ],
  [
    "removed in the hub: the lines stay",
    { base: here, markdown: "here", hub: "removed", edited: none },
    "keep-lines",
  ],
  [
    "removed in the hub, edited in the file: an edit beats a delete",
    { base: here, markdown: "here", hub: "removed", edited: { markdown: true, hub: false } },
    "revive",
  ],
  [
    "back in the file: revive",
    { base: { markdown: "gone", hub: "removed" }, markdown: "here", hub: "removed", edited: none },
    "revive",
  ],
  [
    "removed in the hub, met for the first time (an old clone): the lines stay",
    { base: null, markdown: "here", hub: "removed", edited: none },
    "keep-lines",
  ],
  [
    "removed in the hub, met for the first time, and markdown leads: revive",
    { base: null, markdown: "here", hub: "removed", edited: none, lead: "markdown" },
    "revive",
  ],
  [
    "gone from the file: remove",
    { base: here, markdown: "gone", hub: "here", edited: none },
    "remove",
  ],
  [
    "gone from the file, edited in the hub: an edit beats a delete",
    { base: here, markdown: "gone", hub: "here", edited: { markdown: false, hub: true } },
    "hub-only",
  ],
  [
    "never seen in this file: nothing is removed",
    { base: null, markdown: "gone", hub: "here", edited: none },
    "hub-only",
  ],
  [
    "left standing once: nothing is removed later",
    { base: { markdown: "gone", hub: "here" }, markdown: "gone", hub: "here", edited: none },
    "hub-only",
  ],
  [
    "removed in the hub after it was edited there: forget",
    {
      base: { markdown: "gone", hub: "removed" },
      markdown: "gone",
      hub: "removed",
      edited: { markdown: false, hub: true },
    },
    "forget",
  ],
  [
    "gone from both: forget",
    { base: here, markdown: "gone", hub: "removed", edited: none },
    "forget",
  ],
];

test.each(cases)("%s", (_, input, kind) => {
  expect(mergeExistence({ lead: "ask", ...input })).toEqual({ kind });
});

test("invariant 16: whatever the state, only a task that was here and is gone, unedited, is removed", () => {
  const bases = [
    null,
    here,
    { markdown: "gone", hub: "here" },
    { markdown: "here", hub: "removed" },
    { markdown: "gone", hub: "removed" },
  ] as const;
  for (const base of bases)
    for (const markdown of ["here", "gone"] as const)
      for (const hub of ["here", "removed", "missing"] as const)
        for (const edited of [
          none,
          { markdown: true, hub: false },
          { markdown: false, hub: true },
        ]) {
          const { kind } = mergeExistence({ base, markdown, hub, edited, lead: "ask" });
          if (kind === "remove")
            expect([base?.markdown, markdown, hub, edited.hub]).toEqual([
              "here",
              "gone",
              "here",
              false,
            ]);
        }
});
