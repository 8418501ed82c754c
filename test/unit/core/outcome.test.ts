import { describe, expect, test } from "vitest";
import {
  exitStatus,
  outcomes,
  runOutcome,
  type Outcome,
  type StepRecord,
} from "../../../src/core/outcome.ts";

const step = (outcome: Outcome, detail: string | null = null): StepRecord => ({
  name: "any",
  outcome,
  detail,
  durationMs: 1,
});

describe("the outcome of a run", () => {
  const cases: { says: string; steps: StepRecord[]; outcome: Outcome; reason: string | null }[] = [
    { says: "no step is nothing to do", steps: [], outcome: "nothing-to-do", reason: null },
    {
      says: "the gravest step speaks for the run",
      steps: [step("synced"), step("offline", "no route"), step("nothing-to-do")],
      outcome: "offline",
      reason: "no route",
    },
    {
      says: "a skipped step does not hide that another one synced",
      steps: [step("skipped", "off-branch"), step("synced", "pushed 1")],
      outcome: "synced",
      reason: "pushed 1",
    },
    {
      says: "a skip with nothing else done is a skip with its reason",
      steps: [step("skipped", "no-upstream"), step("nothing-to-do")],
      outcome: "skipped",
      reason: "no-upstream",
    },
    {
      says: "of two equally grave steps the first gives the reason",
      steps: [step("conflict", "a.md"), step("conflict", "b.md")],
      outcome: "conflict",
      reason: "a.md",
    },
    {
      says: "a step that has something to tell speaks before one that has nothing",
      steps: [step("nothing-to-do"), step("nothing-to-do", "left alone: a.md")],
      outcome: "nothing-to-do",
      reason: "left alone: a.md",
    },
  ];
  test.each(cases)("$says", ({ steps, outcome, reason }) => {
    expect(runOutcome(steps)).toEqual({ outcome, reason });
  });
});

describe("the exit status over several checkouts", () => {
  test("1 if any failed, else 2 if any was offline, else 0", () => {
    expect(exitStatus([])).toBe(0);
    expect(exitStatus(["synced", "queued", "deferred", "skipped", "nothing-to-do"])).toBe(0);
    expect(exitStatus(["synced", "offline"])).toBe(2);
    expect(exitStatus(["offline", "failed", "synced"])).toBe(1);
  });

  test("conflict, diverged, rejected, auth and failed each count as failed", () => {
    const failing = outcomes.filter((outcome) => exitStatus([outcome]) === 1);
    expect(failing).toEqual(["conflict", "diverged", "rejected", "auth", "failed"]);
  });
});
