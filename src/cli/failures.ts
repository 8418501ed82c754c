import type { Each } from "../actions/each.ts";
import { errorDocument, errorText } from "./error-text.ts";
import { errorStatus, gravestStatus, type ExitStatus } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** Tells of the checkouts that failed, on standard error; each is named once. */
export function printFailures(results: readonly Each<unknown>[], terminal: Terminal): void {
  for (const result of results) {
    if (result.state !== "failed") continue;
    const text = errorText(result.error, terminal);
    const isNamed = result.error.message.includes(result.path);
    terminal.err(isNamed ? text : `${result.path}: ${text}`);
  }
}

/** The failed checkouts as `--json` shows them. */
export function failureDocuments(results: readonly Each<unknown>[]) {
  return results.flatMap((result) =>
    result.state === "failed" ? [{ path: result.path, ...errorDocument(result.error) }] : [],
  );
}

/** The exit status of them all together. */
export function statusOf(results: readonly Each<unknown>[]): ExitStatus {
  const statuses = results.map((result) =>
    result.state === "failed" ? errorStatus[result.error.code] : 0,
  );
  return gravestStatus(statuses);
}
