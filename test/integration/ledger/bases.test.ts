import * as fc from "fast-check";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { changeBases, loadBases, type BaseChange } from "../../../src/ledger/bases.ts";
import { putCheckout } from "../../../src/ledger/checkouts.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { makeHome } from "../../helpers/home.ts";

const word = fc.option(fc.constantFrom("", "todo", "done", "x", " ", 'a "quoted" 🎉 title', "[]"));
const change: fc.Arbitrary<BaseChange> = fc.record({
  key: fc.constantFrom("", "T1", "__proto__", "10", "o\"d'd"),
  field: fc.constantFrom("status", "title", "priority", "needs_human", "group", "task"),
  base: fc.option(fc.record({ markdown: word, hub: word, rev: fc.nat(3) })),
});

test("bases come back as they were set, whatever was set and forgotten before", () => {
  const ledger = openLedger(join(makeHome().path, "state", "ledger.db"));
  onTestFinished(() => ledger.close());
  const { id } = putCheckout(ledger, {
    slug: "app",
    repoId: "r1",
    path: "/code/app",
    gitDir: "/code/app/.git",
    commonDir: "/code/app/.git",
    remoteKey: null,
    localKey: "local:1",
    registeredAt: "2026-01-01T00:00:00Z",
  });
  let round = 0;
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
      const scope = { hubId: "h", checkoutId: id, branch: `b${(round += 1)}` };
      const expected = new Map<string, Record<string, BaseChange["base"]>>();
      for (const changes of batches) {
        changeBases(ledger, scope, "WP-1", changes);
        for (const { key, field, base } of changes) {
          const task = expected.get(key) ?? {};
          if (base === null) delete task[field];
          else task[field] = base;
          expected.set(key, task);
        }
      }
      for (const [key, task] of expected) if (Object.keys(task).length === 0) expected.delete(key);
      expect(loadBases(ledger, scope, "WP-1")).toEqual(expected);
      const some = [...expected.keys()].slice(0, 2);
      const of = new Map([...expected].filter(([key]) => some.includes(key)));
      expect(loadBases(ledger, scope, "WP-1", some)).toEqual(of);
    }),
    { numRuns: 150 },
  );
});
