import { describe, expect, test } from "vitest";
import type { Policy } from "../../../../src/core/tasks/merge.ts";
import type {
  CountedField,
  TaskBases,
  WorkstreamPlan,
} from "../../../../src/core/tasks/plan-types.ts";
import type { PassedWord } from "../../../../src/core/tasks/replays.ts";
import { readStatus } from "../../../../src/core/tasks/task.ts";
import { neverChanged } from "../../../helpers/hub-row.ts";
import { carryOut, planOf, type TaskState, type World } from "../../../helpers/plan-model.ts";

const policies: Policy[] = ["markdown", "hub", "ask"];
const statuses = ["todo", "done", "huh"];
const titles = ["A", "B"];

const alike = (word: string | null) => ({ markdown: word, hub: word, rev: 0 });

/** What was agreed on: nothing, or `todo` and `A` with the task here or gone on either side. */
const agreements: TaskBases[] = [
  {},
  ...(["here", "gone"] as const).flatMap((markdown) =>
    (["here", "removed"] as const).map((hub): TaskBases => ({
      status: alike("todo"),
      title: alike("A"),
      priority: alike(null),
      needs_human: { markdown: null, hub: "false", rev: 0 },
      group: alike('["Plan"]'),
      task: { markdown, hub, rev: 0 },
    })),
  ),
];

const files: Pick<TaskState, "file" | "inHead">[] = [
  ...statuses.flatMap((status) =>
    titles.map((title) => ({ file: { status, title }, inHead: "yes" as const })),
  ),
  ...(["yes", "no", "unknown"] as const).map((inHead) => ({ file: null, inHead })),
];
/** Words that the hub has gone away from and come back to, and a task that it has removed and had back. */
const returns: { revs: Partial<Record<CountedField, number>>; passed: PassedWord[] }[] = [
  { revs: {}, passed: [] },
  { revs: { status: 2 }, passed: [{ field: "status", word: "done", rev: 2 }] },
  { revs: { title: 2 }, passed: [{ field: "title", word: "B", rev: 2 }] },
  { revs: { title: 2 }, passed: [{ field: "title", word: "C", rev: 2 }] },
  { revs: { task: 2 }, passed: [] },
];
const rows: Pick<TaskState, "row" | "passed">[] = [
  { row: null, passed: [] },
  ...[...statuses, null].flatMap((status) =>
    titles.flatMap((title) =>
      [true, false].flatMap((removed) =>
        returns.map(({ revs, passed }) => ({
          row: { status, title, removed, revs: { ...neverChanged, ...revs } },
          passed,
        })),
      ),
    ),
  ),
];

/** Every combination for one task: 5 agreements × 9 in the file × 81 in the hub. */
const states = (key: string): TaskState[] =>
  agreements.flatMap((bases) =>
    files.flatMap((file) => rows.map((row) => ({ key, ...file, ...row, bases }))),
  );

const run = (tasks: readonly TaskState[], policy: Policy): World & { plan: WorkstreamPlan } => {
  const plan = planOf(tasks, policy);
  return { ...carryOut({ tasks, conflicts: [] }, plan), plan };
};

const fieldsOf = ["status", "title"] as const;

/** Whether the hub has another word than the agreed one, or has it again since it had the file's. */
function isNews({ bases, file, row, passed }: TaskState, field: (typeof fieldsOf)[number]) {
  const base = bases[field];
  if (!base || base.hub !== row?.[field]) return true;
  return passed.some((one) => one.field === field && one.word === file?.[field]);
}

describe("over every state of one task with two fields, under every policy", () => {
  const each = (check: (state: TaskState, policy: Policy) => void) => {
    for (const policy of policies) for (const state of states("T1")) check(state, policy);
  };

  test("invariants 9 and 10: carried out once, a second run writes nothing, and both sides agree or it is held", () => {
    each((state, policy) => {
      const once = run([state], policy);
      const why = JSON.stringify({ state, policy });
      const again = planOf(once.tasks, policy);
      expect([again.edits, again.hub], why).toEqual([[], []]);
      expect(carryOut(once, again).tasks, why).toEqual(once.tasks);
      const [after] = once.tasks;
      if (!after?.file || !after.row || after.row.removed || !again.settled) return;
      expect(readStatus(after.file.status), why).toBe(readStatus(after.row.status ?? ""));
      expect(after.file.title, why).toBe(after.row.title);
    });
  });

  test("invariant 11: a value that a side has set since the base stands afterwards, or in a conflict's row", () => {
    each((state, policy) => {
      const { tasks, conflicts } = run([state], policy);
      const [after] = tasks;
      if (!state.file || !state.row || !after?.file || !after.row) return;
      for (const field of fieldsOf) {
        const base = state.bases[field] ?? null;
        const kept = (word: string | null) =>
          [after.file?.[field], after.row?.[field]].includes(word ?? "") ||
          conflicts.some((one) => one.field === field && [one.markdown, one.hub].includes(word));
        const why = JSON.stringify({ state, policy, field });
        if (base?.markdown !== state.file[field]) expect(kept(state.file[field]), why).toBe(true);
        if (state.row[field] !== null && isNews(state, field))
          expect(kept(state.row[field]), why).toBe(true);
      }
    });
  });

  test("invariant 12: what one side alone has changed never makes a conflict", () => {
    each((state, policy) => {
      const { bases, file, row } = state;
      if (!bases.task || !file || !row) return;
      for (const { field } of run([state], policy).conflicts) {
        const one = field as "status" | "title";
        expect(bases[one]?.markdown !== file[one] && isNews(state, one)).toBe(true);
      }
    });
  });

  test("invariant 16: lines and rows are never deleted; only a fresh, committed, unedited absence marks a row", () => {
    each((state, policy) => {
      const [after] = run([state], policy).tasks;
      expect(after?.file === null).toBe(state.file === null);
      if (state.row) expect(after?.row).not.toBeNull();
      if (!state.row || state.row.removed || !after?.row?.removed) return;
      const { bases, row } = state;
      expect([state.file, state.inHead, bases.task?.markdown]).toEqual([null, "no", "here"]);
      expect([bases.status?.hub, bases.title?.hub]).toEqual([row.status, row.title]);
      expect(row.revs.task).toBe(bases.task?.rev);
    });
  });

  test("an unknown word stays as it is on its side, and is never copied to the other", () => {
    each((state, policy) => {
      const [after] = run([state], policy).tasks;
      expect(after?.file?.status === "huh").toBe(state.file?.status === "huh");
      expect(after?.row?.status === "huh").toBe(state.row?.status === "huh");
    });
  });

  test("nothing is written for a task of which the base, the file and the hub say the same", () => {
    each((state, policy) => {
      const { file, row, bases } = state;
      const calm =
        file?.status === "todo" &&
        file.title === "A" &&
        row?.status === "todo" &&
        row.title === "A";
      if (!calm || row.removed || bases.task?.markdown !== "here" || bases.task.hub !== "here")
        return;
      if (row.revs.status + row.revs.title + row.revs.task > 0) return;
      const plan = planOf([state], policy);
      expect([plan.edits, plan.hub, plan.conflicts, plan.bases, plan.findings]).toEqual([
        [],
        [],
        [],
        [],
        [],
      ]);
      expect(plan.settled).toBe(true);
    });
  });
});

/** A plan's parts, without what only tells of places in the file. */
const partsOf = (plan: WorkstreamPlan) => ({
  hub: plan.hub.map(({ kind, ...rest }) =>
    JSON.stringify([kind, { ...rest, position: undefined }]),
  ),
  edits: plan.edits.map(({ text }) => text),
  bases: plan.bases.map((move) => JSON.stringify(move)),
  conflicts: plan.conflicts.map((write) => JSON.stringify({ ...write, line: undefined })),
  findings: plan.findings.map(({ code, message }) => `${code} ${message}`),
});

test("over every pair of states of two tasks, each is planned as if it were alone", () => {
  // Of each kind of plan that one task can have, one state stands for all.
  const kinds = new Map<string, TaskState>();
  for (const state of states("T1"))
    for (const policy of policies) {
      const { hub, edits, conflicts, findings } = partsOf(planOf([state], policy));
      const moves = planOf([state], policy).bases.map(({ field, after }) => `${field} ${after}`);
      kinds.set(JSON.stringify([hub, edits, conflicts.length, findings, moves]), state);
    }
  const chosen = [...new Set(kinds.values())].filter(({ inHead }) => inHead !== "unknown");
  expect(chosen.length).toBeGreaterThan(50);
  const parts = (tasks: readonly TaskState[], policy: Policy) =>
    Object.values(partsOf(planOf(tasks, policy)));
  const together = (one: string[][], other: string[][]) =>
    JSON.stringify(one.map((part, at) => [...part, ...(other[at] ?? [])].toSorted()));
  for (const policy of policies) {
    const firsts = chosen.map((state) => ({ state, own: parts([state], policy) }));
    const seconds = chosen.map((state) => {
      const second = { ...state, key: "T2" };
      return { state: second, own: parts([second], policy) };
    });
    for (const first of firsts)
      for (const second of seconds) {
        const both = together(parts([first.state, second.state], policy), []);
        const why = JSON.stringify([first.state, second.state, policy]);
        if (both !== together(first.own, second.own))
          expect(both, why).toBe(together(first.own, second.own));
      }
  }
});
