import { redact } from "./redact.ts";

const keptLines = 40;
const keptLetters = 4000;

/** The end of what a command has printed, as the run's record keeps it: without credentials, in whole lines. */
export function keptOutput(printed: string): string {
  const lines = redact(printed).trimEnd().split(/\r?\n/).slice(-keptLines);
  while (lines.length > 1 && lines.join("\n").length > keptLetters) lines.shift();
  return lines.join("\n").slice(-keptLetters);
}
