import { describe, expect, test } from "vitest";
import type { Base, Policy } from "../../../../src/core/tasks/merge.ts";
import { planTable, type TablePlan } from "../../../../src/core/tasks/plan-table.ts";

const words = { todo: "pending", blocked: "pending", done: "completed" } as const;
const hubWords = ["todo", "blocked", "done", "cancelled", "dnoe", null];
const tableWords = ["pending", "completed", "cancelled", "parked", null];
const policies: Policy[] = ["markdown", "hub", "ask"];

type World = { hub: string | null; table: string | null; base: Base | null };

const planOf = ({ hub, table, base }: World, policy: Policy): TablePlan =>
  planTable({
    tasks: [{ id: "id", key: "T1", rev: 1, word: hub }],
    rows: new Map([["T1", table]]),
    bases: new Map(base ? [["id", base]] : []),
    words,
    open: [],
    policy,
  });

/** The world after every write of the plan has come through. */
function applied(world: World, plan: TablePlan): World {
  const [toHub, toTable, agreed] = [plan.toHub[0], plan.toTable[0], plan.agreed[0]];
  return {
    hub: toHub?.status ?? world.hub,
    table: toTable?.to ?? world.table,
    base: (toHub ?? toTable ?? agreed)?.base ?? world.base,
  };
}

/** The statuses that a word may stand for, or the word itself. */
const meanings = (word: string | null): (string | null)[] => {
  const named = Object.entries(words).filter(([, spelt]) => spelt === word);
  return named.length === 0 ? [word] : named.map(([status]) => status);
};

const worlds: World[] = hubWords.flatMap((hub) =>
  tableWords.flatMap((table) => [
    { hub, table, base: null },
    ...hubWords.flatMap((markdown) =>
      tableWords.map((inTable) => ({ hub, table, base: { markdown, hub: inTable } })),
    ),
  ]),
);

describe.each(policies)("over every combination of words and bases, policy %s", (policy) => {
  test("at most one side is written, and a second plan has nothing left to write", () => {
    for (const world of worlds) {
      const plan = planOf(world, policy);
      expect(plan.toHub.length + plan.toTable.length).toBeLessThanOrEqual(1);
      const next = planOf(applied(world, plan), policy);
      expect([next.toHub, next.toTable, next.agreed], JSON.stringify(world)).toEqual([[], [], []]);
    }
  });

  test("a value that a side has set since they agreed stands on a side or in a conflict row", () => {
    for (const world of worlds) {
      const plan = planOf(world, policy);
      const end = applied(world, plan);
      const rows = plan.conflicts.flatMap((row) =>
        row.kind === "open" ? [row.markdown, row.hub] : [],
      );
      const kept = new Set([end.hub, end.table, ...rows].flatMap(meanings));
      const set = [
        ...(world.base?.markdown === world.hub ? [] : [world.hub]),
        ...(world.base?.hub === world.table ? [] : [world.table]),
      ];
      for (const word of set.filter((one) => one !== null))
        expect(
          meanings(word).some((meaning) => kept.has(meaning)),
          JSON.stringify(world),
        ).toBe(true);
    }
  });

  test("a word that nobody understands is written over nowhere", () => {
    for (const world of worlds) {
      const plan = planOf(world, policy);
      if (world.table === "parked") expect(plan.toTable).toEqual([]);
      if (world.hub === "dnoe") expect(plan.toHub).toEqual([]);
    }
  });
});

test("two statuses that share one word of the table are no difference there", () => {
  const base = { markdown: "todo", hub: "pending" };
  const plan = planOf({ hub: "blocked", table: "pending", base }, "markdown");
  expect(plan).toMatchObject({
    toHub: [],
    toTable: [],
    agreed: [{ base: { markdown: "blocked" } }],
  });
});

test("a task that the table does not have, and a row that is no task, are left out", () => {
  const plan = planTable({
    tasks: [{ id: "id", key: "T1", rev: 1, word: "done" }],
    rows: new Map([["T9", "pending"]]),
    bases: new Map(),
    words,
    open: [],
    policy: "markdown",
  });
  expect(plan).toEqual({ toHub: [], toTable: [], agreed: [], conflicts: [], unknown: [] });
});

describe("an open conflict", () => {
  const open = (chosen: "markdown" | "hub" | null) => ({
    id: "c1",
    taskId: "id",
    field: "status" as const,
    base: "pending",
    markdown: "done",
    hub: "blocked",
    chosen,
    file: "",
    line: 1,
  });
  const planOpen = (
    now: { hub: string; table: string | undefined },
    { chosen, policy }: { chosen: "markdown" | "hub" | null; policy: Policy },
  ) =>
    planTable({
      tasks: [{ id: "id", key: "T1", rev: 1, word: now.hub }],
      rows: new Map(now.table === undefined ? [] : [["T1", now.table]]),
      bases: new Map([["id", { markdown: "todo", hub: "pending" }]]),
      words,
      open: [open(chosen)],
      policy,
    });

  test("takes the side that was chosen while both say what they said", () => {
    const plan = planOpen({ hub: "done", table: "blocked" }, { chosen: "markdown", policy: "ask" });
    expect(plan.toTable).toMatchObject([{ to: "completed" }]);
    expect(plan.conflicts).toEqual([{ kind: "close", id: "c1", chosen: "markdown" }]);
  });

  test.each([
    ["markdown", { hub: "done", table: "cancelled" }],
    ["hub", { hub: "cancelled", table: "blocked" }],
  ] as const)("asks again where a side has moved on since %s was chosen", (chosen, now) => {
    const plan = planOpen(now, { chosen, policy: "ask" });
    expect([plan.toHub, plan.toTable]).toEqual([[], []]);
    expect(plan.conflicts).toMatchObject([
      { kind: "close", id: "c1", chosen: null },
      { kind: "open", markdown: now.hub, hub: now.table, chosen: null },
    ]);
  });

  test("keeps in a row of its own what a policy settles after a side has moved on", () => {
    const now = { hub: "done", table: "cancelled" };
    const plan = planOpen(now, { chosen: null, policy: "markdown" });
    expect(plan.toTable).toMatchObject([{ to: "completed" }]);
    expect(plan.conflicts).toMatchObject([
      { kind: "close", id: "c1", chosen: null },
      { kind: "open", markdown: "done", hub: "cancelled", chosen: "markdown" },
    ]);
  });

  test("is closed where the table has no row any more", () => {
    const plan = planOpen({ hub: "done", table: undefined }, { chosen: "markdown", policy: "ask" });
    expect(plan.conflicts).toEqual([{ kind: "close", id: "c1", chosen: null }]);
  });
});
