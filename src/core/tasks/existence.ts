import type { Policy } from "./merge.ts";

/** Whether a task stood in markdown, and in the hub, when both were last looked at together. */
export type ExistenceBase = { markdown: "here" | "gone"; hub: "here" | "removed" };

export type ExistenceDecision =
  /** The fields are merged. */
  | { kind: "merge" }
  /** The hub does not know the task: add it with what the file says. */
  | { kind: "add" }
  /** The task came back, or was edited after its removal: clear the hub's mark, then merge. */
  | { kind: "revive" }
  /** Gone from file and HEAD: mark it in the hub. Nothing is deleted. */
  | { kind: "remove" }
  /** Removed in the hub; the file's lines stay, and `check` shows it. */
  | { kind: "keep-lines" }
  /** The hub alone has it. */
  | { kind: "hub-only" }
  /** Nobody has it any more. */
  | { kind: "forget" };

/**
 * The same three-way rule for a task's being there at all (invariant 16). `edited` tells whether a side
 * changed a field since the base: an edit beats a delete.
 */
export function mergeExistence(input: {
  base: ExistenceBase | null;
  markdown: "here" | "gone";
  hub: "here" | "removed" | "missing";
  edited: { markdown: boolean; hub: boolean };
  /** Who wins where there is no base. */
  lead: Policy;
}): ExistenceDecision {
  return input.markdown === "here" ? inMarkdown(input) : notInMarkdown(input);
}

type Input = Parameters<typeof mergeExistence>[0];

function inMarkdown({ base, hub, edited, lead }: Input): ExistenceDecision {
  if (hub === "missing") return { kind: "add" };
  if (hub === "here") return { kind: "merge" };
  // An old clone that still holds the lines says nothing about whether they are wanted again.
  const cameBack = base === null ? lead === "markdown" : base.markdown === "gone";
  return { kind: cameBack || edited.markdown ? "revive" : "keep-lines" };
}

function notInMarkdown({ base, hub, edited }: Input): ExistenceDecision {
  // The hub has an edited task back by itself: one that is still removed was removed after that.
  if (hub !== "here") return { kind: "forget" };
  // Never seen in this checkout's file, or left standing once already: only a fresh absence removes.
  if (base === null || base.markdown === "gone") return { kind: "hub-only" };
  return { kind: edited.hub ? "hub-only" : "remove" };
}
