import { ledgerPulse } from "../../ledger/pulse.ts";
import type { Context } from "../context.ts";

/** A short text that is another one as soon as anybody has written to the hub, or this machine to its ledger. */
export async function pulse(ctx: Context): Promise<string> {
  return `${await hubPulse(ctx)} ${ledgerPulse(ctx.ledger())}`;
}

async function hubPulse(ctx: Context): Promise<string> {
  try {
    const hub = await ctx.hub();
    return `${hub.id} ${await hub.read(hub.dialect.pulse)}`;
  } catch (error) {
    await ctx.retryHub();
    throw error;
  }
}
