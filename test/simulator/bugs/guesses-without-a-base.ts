import * as real from "../../../src/core/tasks/merge.ts";

export * from "../../../src/core/tasks/merge.ts";

/** Takes what the hub says for the older value where nothing is known. */
export const mergeField: typeof real.mergeField = (input) => {
  const decision = real.mergeField(input);
  return decision.kind === "conflict" && input.base === null ? { kind: "edit-hub" } : decision;
};
