import type { SyncError } from "../core/errors.ts";
import type { Terminal } from "./terminal.ts";

/** The error as `--json` shows it. */
export function errorDocument(error: SyncError) {
  return { code: error.code, message: error.message, hint: error.hint };
}

/** The error for a person: what happened, then the mend; under `--verbose` also where it came from. */
export function errorText(error: SyncError, terminal: Terminal): string {
  const lines = [`error: ${error.message}`];
  if (error.hint !== null) lines.push(`  ${error.hint}`);
  if (terminal.verbose) lines.push(...causes(error).map((cause) => `  caused by: ${cause}`));
  else if (error.code === "internal")
    lines.push("  run the command again with --verbose and report it");
  return lines.join("\n");
}

function causes(error: Error): string[] {
  const { cause } = error;
  if (!(cause instanceof Error)) return cause === undefined ? [] : [String(cause)];
  return [cause.stack ?? cause.message, ...causes(cause)];
}
