import type { StepConfig } from "../../config/schema.ts";
import { stepsHash } from "../../config/steps-hash.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import { forgetAsked, forgetTrusts, keepTrust, trustState } from "../../ledger/trusts.ts";
import type { Context } from "../context.ts";
import { readConfigAt } from "../registry/config-scope.ts";

/** The commands that a checkout's own config asks for, and whether they run. */
export type OwnCommands = {
  checkout: Checkout;
  /** The config file that asks for them; null where none does. */
  file: string | null;
  steps: readonly StepConfig[];
  state: "none" | "trusted" | "untrusted";
};

/** Reads the commands from the working tree as it is now. Throws `config`. */
export function readOwnCommands(ctx: Context, checkout: Checkout): OwnCommands {
  const { files, untrustedSteps: steps } = readConfigAt(ctx, checkout.path);
  if (steps.length === 0) return { checkout, file: null, steps, state: "none" };
  const known = trustState(ctx.ledger(), checkout, stepsHash(steps));
  const state = known === "trusted" ? "trusted" : "untrusted";
  return { checkout, file: files.at(-1) ?? null, steps, state };
}

/** Agrees to exactly the commands that were read, in this clone; a change in any of them asks again. */
export function trust(ctx: Context, commands: OwnCommands): OwnCommands {
  if (commands.state !== "untrusted") return commands;
  const { checkout, steps } = commands;
  const at = ctx.clock.now().toISOString();
  forgetAsked(ctx.ledger(), checkout);
  keepTrust(ctx.ledger(), checkout, { hash: stepsHash(steps), state: "trusted", at });
  ctx.log.write("INFO", checkout.slug, `trusted: ${steps.map(({ name }) => name).join(", ")}`);
  return { ...commands, state: "trusted" };
}

/** Takes back every trust in the clone's commands, those of other branches too. */
export function revokeTrust(ctx: Context, commands: OwnCommands): OwnCommands {
  forgetTrusts(ctx.ledger(), commands.checkout);
  ctx.log.write("INFO", commands.checkout.slug, "trust taken back");
  return { ...commands, state: commands.steps.length === 0 ? "none" : "untrusted" };
}
