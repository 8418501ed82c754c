import * as real from "../../../src/core/tasks/existence.ts";

export * from "../../../src/core/tasks/existence.ts";

/** Marks as removed whatever the file does not hold. */
export const mergeExistence: typeof real.mergeExistence = (input) =>
  input.markdown === "gone" && input.hub === "here"
    ? { kind: "remove" }
    : real.mergeExistence(input);
