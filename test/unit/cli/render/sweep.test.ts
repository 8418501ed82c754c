import { expect, test } from "vitest";
import { progressLines, sweepSummary, sweptLines } from "../../../../src/cli/render/sweep.ts";
import { withoutColour } from "../../../../src/cli/render/paint.ts";
import { columnsOf } from "../../../../src/cli/render/text.ts";
import type { SweepReport, SweptCheckout } from "../../../../src/actions/sweep/sweep.ts";
import type { Outcome } from "../../../../src/core/outcome.ts";

const canvas = (width: number) => ({ width, paint: withoutColour });

function swept(
  slug: string,
  outcome: Outcome,
  reason: string | null = null,
): SweptCheckout & { name: string } {
  const startedAt = "2026-11-20T10:00:00.000Z";
  return {
    name: slug,
    checkout: {
      id: 1,
      slug,
      repoId: "r",
      path: `/code/${slug}`,
      gitDir: "g",
      commonDir: "g",
      remoteKey: null,
      localKey: null,
      hooksState: "installed",
      pausedUntil: null,
      registeredAt: startedAt,
      lastStateSyncedAt: null,
      lastPushedAt: null,
      lastPulledAt: null,
    },
    record: { trigger: "sweep", outcome, reason, startedAt, durationMs: 12, steps: [] },
    hooks: { kind: "whole" },
  };
}

const report = (all: SweptCheckout[]): SweepReport => ({
  kind: "done",
  startedAt: "2026-11-20T10:00:00.000Z",
  durationMs: 1400,
  hub: { answers: true },
  swept: all,
  steps: [],
});

test.each([80, 40, 20])("nothing of a sweep is wider than %i columns", (width) => {
  const long = "a-name-that-goes-on-and-on-and-on-日本語-and-on";
  const active = Array.from({ length: 64 }, () => ({ name: long, ms: 61_000 }));
  const lines = [
    ...sweptLines(swept(long, "failed", "fatal: ".repeat(40)), canvas(width)),
    ...progressLines({ done: 33, total: 100, active }, canvas(width)),
  ];
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
});

test("the live view stays small however many are under way", () => {
  const active = Array.from({ length: 64 }, (_, index) => ({ name: `r${index}`, ms: 0 }));
  const lines = progressLines({ done: 0, total: 100, active }, canvas(80));
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("  and 56 more");
});

test("without a width, a line holds all there is to say", () => {
  const reason = "fatal: ".repeat(40).trim();
  expect(sweptLines(swept("api", "failed", reason), canvas(Infinity))).toEqual([
    expect.stringContaining(reason),
  ]);
});

test("what failed is told in full with its mend, below the name where the terminal is narrow", () => {
  const detail = "config: ~/code/api/.sync-hooksrc:1: pul is not a known key (did you mean pull?)";
  const step = { name: "push", outcome: "failed" as const, detail, durationMs: 1 };
  const failed = swept("api", "failed", "config");
  failed.record.steps.push(step);
  expect(sweptLines(failed, canvas(120)).join("\n")).toContain(detail);
  const [head, ...below] = sweptLines(failed, canvas(40));
  expect(head).toBe("✖ failed     api");
  expect(below.map((line) => line.trim()).join(" ")).toBe(detail);
});

test("the end counts every outcome, and points at the mend where one failed", () => {
  const all = [swept("a", "synced"), swept("b", "nothing-to-do"), swept("c", "failed", "gone")];
  expect(sweepSummary(report(all), canvas(80))).toBe(
    "3 checkouts in 1.4 s: 1 up to date, 1 synced, 1 failed\n  what mends it: sync-hooks status --all",
  );
  expect(sweepSummary(report([swept("a", "synced")]), canvas(80))).toBe(
    "1 checkout in 1.4 s: 1 synced",
  );
});

test("a branch name cannot move the cursor", () => {
  expect(sweptLines(swept("a", "failed", "\u001b[2J gone"), canvas(80)).join()).toContain(
    "\\x1b[2J gone",
  );
});
