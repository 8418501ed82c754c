import { ledgerPulse } from "../../ledger/pulse.ts";
import type { Context } from "../context.ts";

/** A short text that is another one as soon as anybody has written to the hub, or this machine to its ledger. */
export async function pulse(ctx: Context): Promise<string> {
  return `${await hubPulse(ctx)} ${ledgerPulse(ctx.ledger())}`;
}

/** A pulse that all who ask in one turn of the event loop share; each is told of all that was written before it asked. */
export function sharedPulse(ctx: Context): () => Promise<string> {
  let next: Promise<string> | null = null;
  return () =>
    (next ??= new Promise<void>((resolve) => void setImmediate(resolve)).then(() => {
      next = null;
      return pulse(ctx);
    }));
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
