import * as fc from "fast-check";
import { expect, test } from "vitest";
import { splice, type Document } from "../../../../src/core/tasks/document.ts";
import { planOrder, planWorkstream } from "../../../../src/core/tasks/plan.ts";
import type {
  HubTask,
  TaskBases,
  WorkstreamInput,
  WorkstreamPlan,
} from "../../../../src/core/tasks/plan-types.ts";
import { changedKeys, fingerprints } from "../../../../src/core/tasks/snapshot.ts";
import { statuses } from "../../../../src/core/tasks/task.ts";
import { readDocument } from "../../../../src/markdown/read.ts";
import { neverChanged, writtenRow } from "../../../helpers/hub-row.ts";

type Of<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

const file = "TASKS.md";
const keys = ["T1", "T2", "T3", "T4", "T5", "T6"];

/** A line for each task, in some order, under some headings; a key may stand twice or be missing. */
const texts = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.constantFrom(...keys), fc.constantFrom(..." xX/-~"))
          .map(([key, box]) => `- [${box}] ${key}: title`),
      },
      { weight: 1, arbitrary: fc.constantFrom("# Epic", "## Feature", "```", "<!--", "-->") },
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.join("\n"));

/** Changes of a file's lines: another box or title, a line moved, doubled, dropped, or put in. */
const turn = fc.record({
  at: fc.nat(20),
  to: fc.nat(20),
  kind: fc.constantFrom("box", "title", "move", "double", "drop", "heading", "fence"),
  box: fc.constantFrom(..." x/-~"),
});

function turned(text: string, turns: readonly Of<typeof turn>[]): string {
  return turns
    .reduce<string[]>((now, { at, to, kind, box }) => {
      if (now.length === 0) return now;
      const index = at % now.length;
      const line = now[index] ?? "";
      const rest = now.toSpliced(index, 1);
      if (kind === "heading") return now.toSpliced(index, 0, "## Other");
      if (kind === "fence") return now.toSpliced(index, 0, "```");
      if (kind === "drop") return rest;
      if (kind === "move") return rest.toSpliced(to % (rest.length + 1), 0, line);
      if (kind === "double") return now.toSpliced(to % (now.length + 1), 0, line);
      if (kind === "box") return now.with(index, line.replace(/\[.\]/, `[${box}]`));
      return now.with(index, line.replace(/: .*/, `: title ${to}`));
    }, text.split("\n"))
    .join("\n");
}

/** What a hub client does: sets a word, marks or unmarks a removal, adds a row. */
const hubTurn = fc.record({
  key: fc.constantFrom(...keys, "T7"),
  status: fc.option(fc.constantFrom(...statuses, "weird")),
  removed: fc.boolean(),
});

/** One checkout's file, the hub's rows and the bases, as stores would hold them. */
type World = { text: string; rows: Map<string, HubTask>; bases: Map<string, TaskBases> };

const documentOf = (text: string): Document => {
  const reading = readDocument(file, text);
  if (reading.kind !== "document") throw new Error("unreadable");
  return reading.document;
};

function inputOf(world: World, document: Document, inHead: ReadonlySet<string>): WorkstreamInput {
  return {
    file,
    document,
    bases: world.bases,
    known: world.bases.has(""),
    rows: world.rows,
    order: planOrder(document, (key) => world.rows.get(key)?.position ?? null),
    inHead,
    open: [],
    policy: "ask",
    lead: "ask",
    replays: new Map(),
    appending: null,
    completion: "report",
  };
}

/** Carries a plan out, as the stores would. */
function apply(world: World, plan: WorkstreamPlan): void {
  for (const write of plan.hub) {
    if (write.kind === "add") {
      const { key, words, position } = write;
      const { group = "[]", ...said } = words;
      const all = { status: "todo", title: "", priority: null, needs_human: "false", ...said };
      const fresh = { id: key, key, rev: 1, group, position, removed: false, words: all };
      world.rows.set(key, { ...fresh, revs: neverChanged });
      continue;
    }
    const row = world.rows.get(write.id);
    if (!row) throw new Error("a plan changes rows that are there");
    const { group = row.group, ...words } = write.words;
    const removed = write.removal === "keep" ? row.removed : write.removal === "mark";
    world.rows.set(write.id, writtenRow(row, { group, removed, words }));
  }
  for (const { id, position } of plan.positions) {
    const row = world.rows.get(id);
    if (row) world.rows.set(id, { ...row, position });
  }
  for (const { key, field, base } of plan.bases) {
    const { [field]: _, ...others } = world.bases.get(key) ?? {};
    const next = base === null ? others : { ...others, [field]: base };
    if (Object.keys(next).length === 0) world.bases.delete(key);
    else world.bases.set(key, next);
  }
  world.text = splice(world.text, plan.edits);
}

const editsOf = ({ edits, hub, conflicts, positions, head }: WorkstreamPlan) => ({
  edits: edits.toSorted((a, b) => a.start - b.start),
  hub: hub.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  conflicts: conflicts.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  positions: positions.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  head,
});

const only = <T>(all: ReadonlyMap<string, T>, chosen: ReadonlySet<string>) =>
  new Map([...all].filter(([key]) => key === "" || chosen.has(key)));

test("planning only what has changed since the snapshot plans the same as planning everything", () => {
  let somethingPlanned = 0;
  fc.assert(
    fc.property(
      texts,
      fc.array(hubTurn, { maxLength: 3 }),
      fc.array(turn, { maxLength: 4 }),
      fc.array(hubTurn, { maxLength: 3 }),
      (first, earlier, turns, later) => {
        const world: World = { text: first, rows: new Map(), bases: new Map() };
        const inHead = new Set<string>();
        const sync = () => {
          const document = documentOf(world.text);
          const plan = planWorkstream(inputOf(world, document, inHead));
          apply(world, plan);
          return { document, plan };
        };
        sync();
        editHub(world, earlier);
        const { document: before, plan: last } = sync();
        const prints = fingerprints(before.tasks);
        const restless = new Set(last.restless);
        const snapshot = {
          keys: before.tasks.map(({ key }) => key),
          prints,
          positions: Float64Array.from(before.tasks, ({ key }) =>
            restless.has(key) ? Number.NaN : (world.rows.get(key)?.position ?? Number.NaN),
          ),
          restless: last.restless,
        };
        const written = editHub(world, later);
        world.text = turned(world.text, turns);
        const now = documentOf(world.text);
        const whole = inputOf(world, now, inHead);
        const chosen = changedKeys(snapshot, now.tasks, fingerprints(now.tasks));
        for (const key of [...written, ...whole.order.keys()]) chosen.add(key);
        const part: WorkstreamInput = {
          ...whole,
          document: { ...now, tasks: now.tasks.filter(({ key }) => chosen.has(key)) },
          rows: only(whole.rows, chosen),
          bases: only(whole.bases, chosen),
        };
        const [everything, some] = [planWorkstream(whole), planWorkstream(part)];
        if (everything.edits.length + everything.hub.length > 0) somethingPlanned += 1;
        expect(editsOf(some)).toEqual(editsOf(everything));
        expect(some.settled).toBe(everything.settled);
        expect(new Set(some.restless)).toEqual(new Set(everything.restless));
      },
    ),
    { numRuns: 1500 },
  );
  expect(somethingPlanned).toBeGreaterThan(300);
});

/** Gives the keys that were written. */
function editHub(world: World, turns: readonly Of<typeof hubTurn>[]): string[] {
  for (const { key, status, removed } of turns) {
    const words = { status: "todo", title: "title", priority: null, needs_human: "false" } as const;
    const fresh = { id: key, key, rev: 0, group: "[]", position: 0, removed: false, words };
    const row = world.rows.get(key) ?? { ...fresh, revs: neverChanged };
    const said = status === null ? {} : { status };
    world.rows.set(key, writtenRow(row, { removed, words: said }));
  }
  return turns.map(({ key }) => key);
}

test("every word, meaning and heading of a task counts in its fingerprint", () => {
  const printOf = (text: string) => fingerprints(documentOf(text).tasks)[0];
  const different = [
    "- [ ] T1: title",
    "- [x] T1: title",
    "- [X] T1: title",
    "- [ ] T1: titel",
    "# Epic\n- [ ] T1: title",
    "# Other\n- [ ] T1: title",
    // Where another task uses [/], the open box stands for less.
    "- [ ] T1: title\n- [/] T2: other",
  ];
  expect(new Set(different.map(printOf)).size).toBe(different.length);
});
