import type { StepConfig } from "../../config/schema.ts";
import { runOutcome, type StepRecord, type Trigger } from "../../core/outcome.ts";
import { leadingTrigger } from "../../core/requests/request-lines.ts";
import { cleanEnvironment } from "../../git/environment.ts";
import type { LoadedConfig } from "../context.ts";
import { readStanding, type Session } from "../sync/run-session.ts";
import { trustedSteps, waitingForTrust } from "../trust/trusted-steps.ts";
import { runCommand } from "./run-command.ts";

const eventOf = {
  commit: "commit",
  rewrite: "commit",
  merge: "merge",
  sweep: "sweep",
  watch: "watch",
  poll: "watch",
  manual: "sweep",
  api: "sweep",
} as const satisfies Record<Trigger, StepConfig["on"][number]>;

/**
 * Runs the steps that are due after this run for any of what asked for it, in order, each whatever became of the others: the user's own, then
 * those of the repository's own config, as far as they are trusted. Each gets the run's outcome in its environment.
 */
export async function runCheckoutSteps(
  session: Session,
  triggers: readonly Trigger[],
  soFar: readonly StepRecord[],
): Promise<StepRecord[]> {
  const { ctx, checkout } = session;
  const config = await configNow(session, soFar);
  const isDue = ({ on, scope }: StepConfig) =>
    scope === "checkout" && triggers.some((trigger) => on.includes(eventOf[trigger]));
  const own = config.repositorySteps.filter(isDue);
  const trusted = own.length > 0 && trustedSteps(ctx, checkout, config.repositorySteps);
  const due = [...config.steps.filter(isDue), ...(trusted ? own : [])];
  const waiting = own.length > 0 && !trusted ? [waitingForTrust(checkout, own)] : [];
  if (due.length === 0) return waiting;
  const env = {
    ...cleanEnvironment(ctx.env),
    ...(await outcomeOf(session, leadingTrigger(triggers), soFar)),
  };
  const records: StepRecord[] = [];
  for (const step of due) records.push(await runCommand(checkout.path, step, env));
  return [...waiting, ...records];
}

/** A pull may have brought another config; what it asks for is what has to be trusted. */
async function configNow(
  { ctx, checkout, config }: Session,
  soFar: readonly StepRecord[],
): Promise<LoadedConfig> {
  const moved = soFar.some(({ name, outcome }) => name === "pull" && outcome === "synced");
  return moved ? ctx.config(checkout.path) : config;
}

async function outcomeOf(session: Session, trigger: Trigger, soFar: readonly StepRecord[]) {
  const { slug, path } = session.checkout;
  const { outcome, reason } = runOutcome(soFar);
  const standing = await readStanding(session);
  return {
    SYNC_HOOKS_TRIGGER: trigger,
    SYNC_HOOKS_OUTCOME: outcome,
    SYNC_HOOKS_REASON: reason ?? "",
    SYNC_HOOKS_SLUG: slug,
    SYNC_HOOKS_PATH: path,
    SYNC_HOOKS_BRANCH: standing.on === "detached" ? "" : standing.branch,
    SYNC_HOOKS_HEAD: standing.on === "branch" ? standing.head : "",
  };
}
