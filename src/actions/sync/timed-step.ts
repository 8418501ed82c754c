import { toSyncError } from "../../core/errors.ts";
import type { Outcome, StepRecord } from "../../core/outcome.ts";
import { redact } from "../../core/redact.ts";

/** How a step ended, before its time is added. */
export type StepEnd = { outcome: Outcome; detail: string | null };

/** Runs one step and times it. What it throws becomes its outcome, so that no step stops the others. */
export async function timedStep(name: string, work: () => Promise<StepEnd>): Promise<StepRecord> {
  const startedMs = performance.now();
  const end = await work().catch(failedEnd);
  return { name, ...end, durationMs: Math.round((performance.now() - startedMs) * 10) / 10 };
}

/** A thrown error as the end of a step: what happened and the command that mends it, in one line. */
export function failedEnd(thrown: unknown): StepEnd {
  const { code, message, hint } = toSyncError(thrown);
  const outcome = code === "offline" || code === "auth" ? code : "failed";
  const said = hint === null ? message : `${message} (${hint})`;
  return { outcome, detail: redact(`${code}: ${said}`) };
}
