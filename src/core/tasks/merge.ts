import type { Stated } from "./task.ts";

/** Who wins where both sides changed one field differently. */
export type Policy = "markdown" | "hub" | "ask";

/** The words both sides held when they last agreed. Each side is compared with its own. */
export type Base = { markdown: string | null; hub: string | null };

export type Decision =
  /** Neither side has changed. */
  | { kind: "nothing" }
  /** Both sides mean the same; only the base is behind. */
  | { kind: "move-base" }
  | { kind: "edit-hub" }
  | { kind: "edit-markdown" }
  /** A side says what nobody understands: nothing is written until somebody has mended the word. */
  | { kind: "hold" }
  /** Both sides changed, differently. `take` is the side that wins; null: somebody has to say. */
  | { kind: "conflict"; take: "markdown" | "hub" | null };

/**
 * The three-way rule for one field of one task. But for what is replayed it treats both sides alike: swapping sides and
 * policy swaps the decision. No clock is asked. `agree` tells whether the sides differ in anything that
 * markdown could show.
 */
export function mergeField(input: {
  base: Base | null;
  markdown: Stated;
  hub: Stated;
  agree: boolean;
  /** Whether the hub has said what the file says now and gone on from it, so that the file may be older than the hub. */
  replayed: boolean;
  policy: Policy;
  /** Who wins where there is no base: `ask`, unless somebody has said which side leads (`hub adopt`). */
  lead: Policy;
}): Decision {
  const { base, markdown, hub, policy, lead } = input;
  const markdownChanged = base === null || base.markdown !== markdown.word;
  const hubChanged = base === null || base.hub !== hub.word || input.replayed;
  if (isEmpty(hub) && isKnown(markdown)) return { kind: "edit-hub" };
  if (isEmpty(markdown) && isKnown(hub)) return { kind: "edit-markdown" };
  if (!isKnown(markdown) || !isKnown(hub)) return { kind: "hold" };
  if (!markdownChanged && !hubChanged) return { kind: "nothing" };
  if (input.agree) return { kind: "move-base" };
  if (!hubChanged) return { kind: "edit-hub" };
  if (!markdownChanged) return { kind: "edit-markdown" };
  // Without a base nobody knows which value is the older one: the policy does not apply, a person decides.
  const winner = base === null ? lead : policy;
  return { kind: "conflict", take: winner === "ask" ? null : winner };
}

const isKnown = (side: Stated) => side.value !== null;

/** Says nothing, and nothing is not a value of this field: the other side fills it in. */
const isEmpty = (side: Stated) => side.value === null && side.word === null;
