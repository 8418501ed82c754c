import type { Finding } from "../../core/tasks/finding.ts";
import type { WorkstreamPlan } from "../../core/tasks/plan-types.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import type { StepEnd } from "../sync/timed-step.ts";

/** What one reconcile has done and met so far. */
export type Tally = {
  toHub: number;
  toMarkdown: number;
  /** Conflicts that wait for somebody. */
  waiting: Finding[];
  /** Conflicts that the policy has settled. */
  settled: number;
  findings: Finding[];
  /** Files that are left alone until somebody mends them. */
  leftAlone: Set<string>;
  /** The hub's change number up to which everything has been seen. */
  change: number;
  /** The number of the latest write that can have been read. */
  latest: number;
  /** The commit that HEAD named before the first file was written; null: it was not asked for. */
  head: string | null;
};

export const newTally = (change: number, head: string | null): Tally => ({
  toHub: 0,
  toMarkdown: 0,
  waiting: [],
  settled: 0,
  findings: [],
  leftAlone: new Set(),
  change,
  latest: 0,
  head,
});

const conflictCodes = ["C-07", "C-09", "C-25"];

/** Adds findings one by one: a call with a hundred thousand arguments overflows the stack. */
export function addFindings(tally: Tally, findings: readonly Finding[]): void {
  for (const finding of findings) tally.findings.push(finding);
}

/** Adds a plan whose hub part stands. */
export function countPlan(tally: Tally, plan: WorkstreamPlan): void {
  tally.toHub += plan.hub.filter(
    (write) => write.kind === "add" || write.placing === "keep",
  ).length;
  tally.settled += plan.conflicts.filter(
    (write) => write.kind === "open" && write.chosen !== null,
  ).length;
  addPlanned(tally, plan.findings);
}

/** Adds what a plan has found, be it a conflict that waits. */
export function addPlanned(tally: Tally, findings: readonly Finding[]): void {
  for (const finding of findings)
    (conflictCodes.includes(finding.code) ? tally.waiting : tally.findings).push(finding);
}

/** How the step ended, in one line for a person. */
export function endOf(tally: Tally): StepEnd {
  const { toHub, toMarkdown, waiting, settled, leftAlone } = tally;
  const parts = [
    waiting.length > 0 && `${plural(waiting.length, "conflict")}: ${placeOf(waiting)}`,
    toHub > 0 && `${toHub} to the hub`,
    toMarkdown > 0 && `${toMarkdown} to markdown`,
    settled > 0 && `${plural(settled, "conflict")} settled by policy`,
    leftAlone.size > 0 && `left alone: ${[...leftAlone].join(", ")}`,
  ].filter((part) => part !== false);
  const detail = parts.length === 0 ? null : parts.join("; ");
  if (waiting.length > 0) return { outcome: "conflict", detail };
  return { outcome: toHub + toMarkdown > 0 ? "synced" : "nothing-to-do", detail };
}

/** Writes what was met into the log, a line each. */
export function report(ctx: Context, { slug }: Checkout, tally: Tally): void {
  for (const { code, file, line, message, mend } of [...tally.waiting, ...tally.findings]) {
    if (code === "C-17" || code === "C-23") continue; // Nothing went wrong; `check` shows these.
    const where = line === null ? file : `${file}:${line}`;
    ctx.log.write("WARN", slug, `${code} ${where}: ${message} (${mend})`);
  }
}

const placeOf = ([first]: readonly Finding[]) => (first ? `${first.file}:${first.line}` : "");

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
