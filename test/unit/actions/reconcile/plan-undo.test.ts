import { expect, test } from "vitest";
import { planUndo } from "../../../../src/actions/reconcile/plan-undo.ts";
import type { JournaledBase, JournaledWrite } from "../../../../src/ledger/writes.ts";

test("looks at each written value a few times, however many others were written", () => {
  const count = 2000;
  let looks = 0;
  const bases = Array.from({ length: count }, (_, at): JournaledBase => {
    const key = `T${at}`;
    return {
      get key() {
        looks += 1;
        return key;
      },
      field: "title",
      before: { markdown: "old", hub: "old", rev: 0 },
      after: { markdown: "new", hub: "new", rev: 1 },
    };
  });
  const write: JournaledWrite = {
    id: 1,
    path: "TASKS.md",
    hubId: "hub",
    workstream: "TASKS.md",
    beforeHash: "before",
    afterHash: "after",
    bases,
    hubIds: [],
    isConfirmed: true,
    headSeen: null,
  };
  const back = new Set(["T0", `T${count - 1}`]);
  const plan = planUndo({
    hubId: "hub",
    writes: [write],
    undone: 1,
    isBeforeWrite: false,
    stands: false,
    inFile: ({ key }) => (back.has(key) ? "old" : "new"),
    hasStayed: () => false,
    isNews: () => false,
    isOthers: () => false,
    isOwn: () => false,
    isHeld: () => false,
    wasHeld: () => false,
    areIdsHeld: () => true,
    base: () => ({ markdown: "new", hub: "new", rev: 1 }),
  });
  expect(plan.restore.flatMap(({ changes }) => changes.map(({ key }) => key))).toEqual([...back]);
  expect(plan.keep.flatMap(({ bases: kept }) => kept)).toHaveLength(count - back.size);
  expect(looks).toBeLessThan(20 * count);
});
