import { expect, test } from "vitest";
import { makeMemoryGround } from "../../simulator/memory/memory-ground.ts";
import type { Script } from "../../simulator/script.ts";
import { simulate } from "../../simulator/simulate.ts";
import { openStores } from "../../simulator/stores.ts";
import { plainSync } from "../../simulator/sync.ts";

const person = { checkout: 0, task: 0, field: 0, style: 0 };

/** A box becomes `[/]`, the hub says `blocked`, and `done` at one moment of the sync that reads both. */
const doneAt = (at: number): Script => ({
  seed: 0,
  setup: {
    repositories: [{ files: [{ kind: "openspec", tasks: 1, newline: "\n", mark: "none" }] }],
    checkouts: [{ repository: 0, machine: 0 }],
    policy: "ask",
    injectIds: false,
    met: true,
    backedUp: false,
    settle: false,
  },
  acts: [
    { do: "edit", ...person },
    { do: "sql-set", ...person },
    { ...plainSync(0), meanwhile: [{ at, act: { do: "sql-set", ...person } }] },
  ],
});

test("who sets a status in the hub after a sync has read a box that stands for the one before has seen the box; earlier, both stay in a conflict", async () => {
  const stores = await openStores({ checkouts: 1, machines: 1 });
  const conflicts: number[] = [];
  try {
    for (let at = 1; at <= 20; at += 1) {
      const on = { ground: makeMemoryGround(), stores, trace: () => {} };
      expect({ at, ...(await simulate(doneAt(at), on)) }).toEqual({ at, violations: [] });
      const [task] = stores.client.prepare("SELECT status FROM tasks").all() as {
        status: string;
      }[];
      const open = stores.client.prepare("SELECT id FROM conflicts WHERE resolved_at IS NULL");
      // Nobody comes in between where a transaction commits.
      if (task?.status === "done") conflicts.push(open.all().length);
    }
  } finally {
    await stores.close();
  }
  expect(conflicts.length).toBeGreaterThan(10);
  expect(conflicts).toEqual(conflicts.toSorted((a, b) => b - a));
  expect(new Set(conflicts)).toEqual(new Set([1, 0]));
});
