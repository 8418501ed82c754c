import * as real from "../../../src/core/tasks/document.ts";

export * from "../../../src/core/tasks/document.ts";

/** Leaves every file with the line endings that the author likes. */
export const splice: typeof real.splice = (text, edits) =>
  real.splice(text, edits).replaceAll("\r\n", "\n");
