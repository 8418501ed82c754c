import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  mergeField,
  type Base,
  type Decision,
  type Policy,
} from "../../../../src/core/tasks/merge.ts";
import type { Stated } from "../../../../src/core/tasks/task.ts";

const known = (word: string): Stated => ({ word, value: word, also: [] });
const unknown = (word: string): Stated => ({ word, value: null, also: [] });
const empty: Stated = { word: null, value: null, also: [] };
const base = (markdown: string, hub = markdown): Base => ({ markdown, hub });
const same = (a: Stated, b: Stated) => a.value !== null && a.value === b.value;

const cases: {
  says: string;
  base: Base | null;
  markdown: Stated;
  hub: Stated;
  replayed?: boolean;
  policy?: Policy;
  lead?: Policy;
  decision: Decision;
}[] = [
  {
    says: "neither side changed: nothing",
    base: base("a"),
    markdown: known("a"),
    hub: known("a"),
    decision: { kind: "nothing" },
  },
  {
    says: "each side is compared with its own base: a box that shows less is no change",
    base: base(" ", "in_progress"),
    markdown: { word: " ", value: "todo", also: [] },
    hub: known("in_progress"),
    decision: { kind: "nothing" },
  },
  {
    says: "the hub went to another word and back, and markdown changed: nobody knows which is newer",
    base: base("a"),
    markdown: known("b"),
    hub: known("a"),
    replayed: true,
    policy: "ask",
    decision: { kind: "conflict", take: null },
  },
  {
    says: "the hub went to another word and back, and markdown did not: only the base is behind",
    base: base("a"),
    markdown: known("a"),
    hub: known("a"),
    replayed: true,
    decision: { kind: "move-base" },
  },
  {
    says: "markdown alone changed: edit the hub",
    base: base("a"),
    markdown: known("b"),
    hub: known("a"),
    decision: { kind: "edit-hub" },
  },
  {
    says: "the hub alone changed: edit markdown",
    base: base("a"),
    markdown: known("a"),
    hub: known("b"),
    decision: { kind: "edit-markdown" },
  },
  {
    says: "both changed to the same: move the base",
    base: base("a"),
    markdown: known("b"),
    hub: known("b"),
    decision: { kind: "move-base" },
  },
  {
    says: "both changed, differently: the policy takes a side",
    base: base("a"),
    markdown: known("b"),
    hub: known("c"),
    policy: "hub",
    decision: { kind: "conflict", take: "hub" },
  },
  {
    says: "both changed, policy ask: nobody is taken",
    base: base("a"),
    markdown: known("b"),
    hub: known("c"),
    policy: "ask",
    decision: { kind: "conflict", take: null },
  },
  {
    says: "no base, equal values: adopt them",
    base: null,
    markdown: known("a"),
    hub: known("a"),
    decision: { kind: "move-base" },
  },
  {
    says: "no base, different values: ask, whatever the policy",
    base: null,
    markdown: known("a"),
    hub: known("b"),
    policy: "markdown",
    decision: { kind: "conflict", take: null },
  },
  {
    says: "no base, and somebody has said which side leads: it wins, whatever the policy",
    base: null,
    markdown: known("a"),
    hub: known("b"),
    policy: "markdown",
    lead: "hub",
    decision: { kind: "conflict", take: "hub" },
  },
  {
    says: "who leads does not matter where there is a base",
    base: base("a"),
    markdown: known("b"),
    hub: known("c"),
    policy: "markdown",
    lead: "hub",
    decision: { kind: "conflict", take: "markdown" },
  },
  {
    says: "an unknown word is held, even where the other side changed",
    base: base("x", "a"),
    markdown: unknown("x"),
    hub: known("b"),
    decision: { kind: "hold" },
  },
  {
    says: "a side that says nothing is filled in",
    base: null,
    markdown: known("a"),
    hub: empty,
    decision: { kind: "edit-hub" },
  },
];

test.each(cases)("$says", (given) => {
  const { says: _, decision, replayed = false, ...sides } = given;
  const agree = same(given.markdown, given.hub);
  const defaults = { policy: "markdown", lead: "ask" } as const;
  expect(mergeField({ ...defaults, ...sides, agree, replayed })).toEqual(decision);
});

const words = ["a", "b", "c"];
const sides: Stated[] = [...words.map(known), unknown("?"), empty];
const bases: (Base | null)[] = [
  null,
  ...[...words, "?"].flatMap((markdown) => [...words, "?"].map((hub) => ({ markdown, hub }))),
];
const policies: Policy[] = ["markdown", "hub", "ask"];

const swappedDecision = (decision: Decision): Decision => {
  if (decision.kind === "edit-hub") return { kind: "edit-markdown" };
  if (decision.kind === "edit-markdown") return { kind: "edit-hub" };
  if (decision.kind !== "conflict" || decision.take === null) return decision;
  return { kind: "conflict", take: decision.take === "hub" ? "markdown" : "hub" };
};
const swappedPolicy = { markdown: "hub", hub: "markdown", ask: "ask" } as const;

/** What the two sides and the base are once the decision is carried out. */
function carryOut(state: { base: Base | null; markdown: Stated; hub: Stated }, decision: Decision) {
  const to =
    decision.kind === "conflict"
      ? decision.take === "markdown"
        ? "edit-hub"
        : "edit-markdown"
      : decision.kind;
  const { markdown, hub } = state;
  const settled = (one: Stated, other: Stated) => ({
    markdown: one,
    hub: other,
    base: { markdown: one.word, hub: other.word },
  });
  if (decision.kind === "conflict" && decision.take === null) return state;
  if (to === "edit-hub") return settled(markdown, markdown);
  if (to === "edit-markdown") return settled(hub, hub);
  return to === "move-base" ? settled(markdown, hub) : state;
}

describe("over the whole small domain of words, bases and policies", () => {
  const domain = bases.flatMap((agreed) =>
    sides.flatMap((markdown) =>
      sides.flatMap((hub) =>
        policies.flatMap((policy) =>
          policies.flatMap((lead) =>
            // Without a base nobody can tell.
            (agreed === null ? [false] : [false, true]).map((replayed) => {
              return { base: agreed, markdown, hub, replayed, policy, lead };
            }),
          ),
        ),
      ),
    ),
  );
  const decide = (input: (typeof domain)[number]) =>
    mergeField({ ...input, agree: same(input.markdown, input.hub) });

  test("invariant 13: swapping sides and policy swaps the decision", () => {
    for (const input of domain.filter(({ replayed }) => !replayed)) {
      const swapped = {
        ...input,
        base: input.base && { markdown: input.base.hub, hub: input.base.markdown },
        markdown: input.hub,
        hub: input.markdown,
        policy: swappedPolicy[input.policy],
        lead: swappedPolicy[input.lead],
      };
      expect(decide(swapped)).toEqual(swappedDecision(decide(input)));
    }
  });

  test("invariants 9 and 10: what is carried out once leaves nothing to do but open conflicts and held words", () => {
    for (const input of domain) {
      const after = carryOut(input, decide(input));
      // Where a base has moved, it has counted what was written until then.
      const replayed = input.replayed && after.base === input.base;
      const again = decide({ ...input, ...after, replayed });
      const waits = again.kind === "hold" || (again.kind === "conflict" && again.take === null);
      if (!waits) expect(again, JSON.stringify(input)).toEqual({ kind: "nothing" });
    }
  });

  test("invariant 11: a value that its side has set since the base is overwritten only in a conflict", () => {
    for (const input of domain) {
      const decision = decide(input);
      const { base: agreed, markdown, hub } = input;
      if (agreed === null) continue;
      if (decision.kind === "edit-hub" && hub.word !== null)
        expect([hub.word, input.replayed]).toEqual([agreed.hub, false]);
      if (decision.kind === "edit-markdown" && markdown.word !== null)
        expect(markdown.word).toBe(agreed.markdown);
    }
  });

  test("an unknown word is never overwritten and never spread", () => {
    for (const input of domain)
      if ([input.markdown, input.hub].some(({ word }) => word === "?"))
        expect(decide(input).kind).toMatch(/^(hold)$/);
  });
});

test("invariant 9: any sequence of edits on both sides converges after each sync under a policy", () => {
  const edit = fc.record({
    side: fc.constantFrom("markdown", "hub"),
    word: fc.constantFrom(...words),
  });
  fc.assert(
    fc.property(fc.array(fc.array(edit)), fc.constantFrom("markdown", "hub"), (rounds, policy) => {
      let state: { base: Base | null; markdown: Stated; hub: Stated } = {
        base: base("a"),
        markdown: known("a"),
        hub: known("a"),
      };
      for (const edits of rounds) {
        for (const { side, word } of edits) Object.assign(state, { [side]: known(word) });
        const agree = same(state.markdown, state.hub);
        const replayed = edits.some(({ side }) => side === "hub");
        state = carryOut(state, mergeField({ ...state, agree, replayed, policy, lead: "ask" }));
        expect(state.markdown.value).toBe(state.hub.value);
        expect(state.base).toEqual({ markdown: state.markdown.word, hub: state.hub.word });
      }
    }),
  );
});
