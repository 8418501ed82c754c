import type { StepConfig } from "../../config/schema.ts";
import { stepsHash } from "../../config/steps-hash.ts";
import { shellWord } from "../../core/shell-word.ts";
import type { StepRecord } from "../../core/outcome.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { forgetAsked, keepTrust, trustState } from "../../ledger/trusts.ts";
import type { Context } from "../context.ts";

/**
 * Whether the owner has agreed to exactly these commands of the repository's own config (invariant 17). Commands
 * that are met for the first time are told of in the log, once.
 */
export function trustedSteps(
  ctx: Context,
  checkout: Checkout,
  steps: readonly StepConfig[],
): boolean {
  const ledger = ctx.ledger();
  const hash = stepsHash(steps);
  const state = trustState(ledger, checkout, hash);
  if (state !== null) return state === "trusted";
  forgetAsked(ledger, checkout);
  keepTrust(ledger, checkout, { hash, state: "asked", at: ctx.clock.now().toISOString() });
  const waits =
    steps.length === 1 ? "a command, which waits" : `${steps.length} commands, which wait`;
  const text = `the repository's config asks to run ${waits} for your trust`;
  ctx.log.write("WARN", checkout.slug, `${text}: ${trustCommand(checkout)}`);
  return false;
}

/** How a run tells that commands did not run. */
export function waitingForTrust(checkout: Checkout, steps: readonly StepConfig[]): StepRecord {
  const names = steps.map(({ name }) => name).join(", ");
  const detail = `untrusted: ${names} of the repository's own config did not run; ${trustCommand(checkout)}`;
  return { name: "trust", outcome: "skipped", detail, durationMs: 0 };
}

const trustCommand = ({ path }: Checkout) => `sync-hooks trust ${shellWord(path)}`;
