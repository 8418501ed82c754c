import { runOutcome, type RunRecord, type Trigger } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { recordRun } from "../../ledger/runs.ts";
import type { Context } from "../context.ts";
import { failedEnd } from "./timed-step.ts";

/**
 * Records a run that could not even begin (a lock that cannot be taken, a checkout that is gone), so that
 * `status` tells of it as of any other. Writes to the ledger and the log alone: the git directory may be
 * somebody else's. Never throws.
 */
export function recordFailedStart(
  ctx: Context,
  checkout: Checkout,
  run: { trigger: Trigger; startedAt: Date },
  thrown: unknown,
): RunRecord {
  const durationMs = ctx.clock.now().getTime() - run.startedAt.getTime();
  const steps = [{ name: "start", ...failedEnd(thrown), durationMs: 0 }];
  const startedAt = run.startedAt.toISOString();
  const record = { trigger: run.trigger, ...runOutcome(steps), startedAt, durationMs, steps };
  const said = steps[0]?.detail ?? "";
  ctx.log.write("ERROR", checkout.slug, `${record.trigger} ${record.outcome}: ${said}`);
  try {
    recordRun(ctx.ledger(), checkout.id, record, {});
  } catch (failure) {
    ctx.log.write("ERROR", checkout.slug, failedEnd(failure).detail ?? "its run is not recorded");
  }
  return record;
}
