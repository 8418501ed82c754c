import {
  sweep,
  sweepStatus,
  type SweepReport,
  type SweptCheckout,
} from "../../actions/sweep/sweep.ts";
import { displayNames } from "../../actions/registry/display-name.ts";
import { reviveService } from "../../actions/service/revive-service.ts";
import type { StepRecord } from "../../core/outcome.ts";
import type { Invocation, Report } from "../command.ts";
import { canvasOf } from "../render/canvas.ts";
import { sweepSummary } from "../render/sweep.ts";
import { watchSweep } from "../sweep-watcher.ts";

export async function run({ context, terminal, options, stopped }: Invocation): Promise<Report> {
  const watcher = watchSweep(terminal, displayNames(context), () => performance.now());
  // Ctrl-C ends the process in the middle of a frame: the cursor has to come back first.
  stopped.addEventListener("abort", watcher.end, { once: true });
  let report: SweepReport;
  try {
    const origin = options["scheduled"] === true ? "timer" : "person";
    if (origin === "timer") await reviveService(context);
    report = await sweep(context, { origin, watch: watcher.see });
  } finally {
    watcher.end();
  }
  terminal.out(sweepSummary(report, canvasOf(terminal)));
  return { status: sweepStatus(report), document: documentOf(report) };
}

function documentOf(report: SweepReport) {
  if (report.kind !== "done") return { state: report.kind, checkouts: [] };
  const { hub } = report;
  return {
    state: "done",
    started_at: report.startedAt,
    duration_ms: report.durationMs,
    hub: { online: hub.answers, error: hub.answers ? null : hub.why },
    checkouts: report.swept.map(checkoutDocument),
    steps: report.steps.map(stepDocument),
  };
}

function checkoutDocument({ checkout, record, hooks }: SweptCheckout) {
  return {
    slug: checkout.slug,
    path: checkout.path,
    outcome: record.outcome,
    reason: record.reason,
    duration_ms: record.durationMs,
    hooks: hooks.kind,
    hooks_error: hooks.kind === "failed" ? hooks.why : null,
    steps: record.steps.map(stepDocument),
  };
}

function stepDocument({ name, outcome, detail, durationMs }: StepRecord) {
  return { name, outcome, detail, duration_ms: durationMs };
}
