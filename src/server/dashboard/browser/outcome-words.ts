import type { Outcome } from "../../../core/outcome.ts";

/** What a run's outcome is called on the page, and whether it is good, bad or neither. */
export const outcomeWords = {
  "nothing-to-do": ["up to date", "good"],
  synced: ["synced", "good"],
  queued: ["queued", "calm"],
  skipped: ["skipped", "calm"],
  deferred: ["deferred", "calm"],
  offline: ["offline", "warn"],
  conflict: ["conflict", "bad"],
  diverged: ["diverged", "bad"],
  rejected: ["rejected", "bad"],
  auth: ["not authorised", "bad"],
  failed: ["failed", "bad"],
} as const satisfies Record<Outcome, readonly [string, Tone]>;

export type Tone = "good" | "calm" | "warn" | "bad";
