import type { RunRecord } from "../core/outcome.ts";
import { replaceSoon } from "../system/files.ts";
import type { TransientFiles } from "./transient-files.ts";

/** Writes `last-run.json`, the record that scripts and people find in the checkout's own git directory. */
export function writeLastRun(
  files: TransientFiles,
  record: RunRecord,
  error: string | null,
): Promise<void> {
  const document = {
    trigger: record.trigger,
    outcome: record.outcome,
    reason: record.reason,
    error,
    started_at: record.startedAt,
    duration_ms: record.durationMs,
    steps: record.steps.map((step) => ({
      name: step.name,
      outcome: step.outcome,
      detail: step.detail,
      duration_ms: step.durationMs,
    })),
  };
  return replaceSoon(files.lastRun, `${JSON.stringify(document, null, 2)}\n`);
}
