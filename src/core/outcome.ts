/** What asked for a run. `watch`: something happened in the checkout or the hub; `poll`: the remote has news. */
export const triggers = [
  "commit",
  "merge",
  "rewrite",
  "sweep",
  "watch",
  "poll",
  "manual",
  "api",
] as const;
export type Trigger = (typeof triggers)[number];

/** How a run or a step ended, the mildest first: the order decides which step speaks for the run. */
export const outcomes = [
  "nothing-to-do",
  "synced",
  "queued",
  "skipped",
  "deferred",
  "offline",
  "conflict",
  "diverged",
  "rejected",
  "auth",
  "failed",
] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * One step of a run: `detail` is one line for a person. Where the step did not simply go well, it begins with
 * a reason word: `no-upstream`, or `dirty: a.txt`.
 */
export type StepRecord = {
  name: string;
  outcome: Outcome;
  detail: string | null;
  durationMs: number;
  /** The end of what a step of the user's own printed; not there where it said nothing. */
  output?: string;
};

/** One run of one checkout, as the ledger, `last-run.json` and `status` keep it. */
export type RunRecord = {
  trigger: Trigger;
  outcome: Outcome;
  /** The reason word of the step that decided the outcome, or its whole detail where it has none. */
  reason: string | null;
  /** RFC 3339, UTC. */
  startedAt: string;
  durationMs: number;
  steps: StepRecord[];
};

/**
 * The step with the gravest outcome, of equal ones the first that has something to tell; a skipped step does not
 * hide that another one synced.
 */
export function decidingStep(steps: readonly StepRecord[]): StepRecord | null {
  const rank = (step: StepRecord) => outcomes.indexOf(step.outcome);
  const synced = steps.some((step) => step.outcome === "synced");
  const counted = synced ? steps.filter((step) => step.outcome !== "skipped") : steps;
  const gravest = Math.max(...counted.map(rank));
  const deciding = counted.filter((step) => rank(step) === gravest);
  return deciding.find(({ detail }) => detail !== null) ?? deciding[0] ?? null;
}

/** How a run ended: as its deciding step did. */
export function runOutcome(steps: readonly StepRecord[]): Pick<RunRecord, "outcome" | "reason"> {
  const deciding = decidingStep(steps);
  return {
    outcome: deciding?.outcome ?? "nothing-to-do",
    reason: reasonOf(deciding?.detail ?? null),
  };
}

/** The reason word that a detail begins with, or the detail itself. */
function reasonOf(detail: string | null): string | null {
  return detail === null ? null : (/^[a-z][a-z-]*(?=: )/.exec(detail)?.[0] ?? detail);
}

const statusOf = {
  "nothing-to-do": 0,
  synced: 0,
  queued: 0,
  skipped: 0,
  deferred: 0,
  offline: 2,
  conflict: 1,
  diverged: 1,
  rejected: 1,
  auth: 1,
  failed: 1,
} as const satisfies Record<Outcome, 0 | 1 | 2>;

/** Exit status over several checkouts: 1 if any failed, else 2 if any was offline, else 0. */
export function exitStatus(ended: readonly Outcome[]): 0 | 1 | 2 {
  const statuses = ended.map((outcome) => statusOf[outcome]);
  if (statuses.includes(1)) return 1;
  return statuses.includes(2) ? 2 : 0;
}
