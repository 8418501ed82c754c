import { expect, test } from "vitest";
import { makeMemoryGround } from "../../simulator/memory/memory-ground.ts";
import type { Script, Setup } from "../../simulator/script.ts";
import { simulate } from "../../simulator/simulate.ts";
import { openStores } from "../../simulator/stores.ts";
import { plainSync } from "../../simulator/sync.ts";

const person = { checkout: 0, task: 0, field: 0, style: 0 };

const setup = {
  repositories: [{ files: [{ kind: "openspec", tasks: 1, newline: "\n", mark: "none" }] }],
  checkouts: [{ repository: 0, machine: 0 }],
  policy: "ask",
  injectIds: false,
  met: true,
  backedUp: false,
  settle: false,
} satisfies Setup;

/** A box becomes `[/]`, the hub says `blocked`, and `done` at one moment of the sync that reads both. */
const doneAt = (at: number): Script => ({
  seed: 0,
  setup,
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

/** The hub says `blocked`; one clone's box becomes `[-]`, another's `[/]`, which is read as no difference. */
const replacedElsewhere: Script = {
  seed: 0,
  setup: { ...setup, checkouts: [...setup.checkouts, { repository: 0, machine: 1 }] },
  acts: [
    { do: "sql-set", ...person, style: 1 },
    plainSync(1),
    { do: "edit", ...person, checkout: 1, style: 2 },
    { do: "edit", ...person },
    plainSync(0),
    plainSync(1),
  ],
};

test("who replaces a status in one clone has replaced the box that another clone's sync took for it", async () => {
  const stores = await openStores({ checkouts: 2, machines: 2 });
  try {
    const on = { ground: makeMemoryGround(), stores, trace: () => {} };
    expect(await simulate(replacedElsewhere, on)).toEqual({ violations: [] });
    expect(stores.client.prepare("SELECT status FROM tasks").all()).toMatchObject([
      { status: "cancelled" },
    ]);
  } finally {
    await stores.close();
  }
});
