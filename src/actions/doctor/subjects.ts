import { inspect } from "../../git/inspect.ts";
import type { Checkout } from "../../ledger/checkouts.ts";
import type { Context } from "../context.ts";
import { probedPlace, probeStanding, type ProbeResult } from "../install/hook-health.ts";
import { displayName } from "../registry/display-name.ts";
import type { Subject, Treatment } from "./check.ts";

/**
 * The checkouts with what their checks share. While nothing is mended, git is asked once about each, and
 * probed once for each place of hooks, which linked worktrees share; a mend has to be looked at afresh.
 */
export function subjectsOf(
  ctx: Context,
  chosen: readonly Checkout[],
  registered: readonly Checkout[],
  treatment: Treatment,
): Subject[] {
  const probes = new Map<string, Promise<ProbeResult>>();
  const sharedProbe = async (checkout: Checkout) => {
    const place = await probedPlace(ctx, checkout);
    const probe = probes.get(place) ?? probeStanding(ctx, checkout);
    probes.set(place, probe);
    return probe;
  };
  return chosen.map((checkout) => {
    const ask = () => inspect(checkout.path, ctx.env);
    const name = displayName(checkout, registered);
    switch (treatment) {
      case "look":
        return { checkout, name, inspect: once(ask), probe: () => sharedProbe(checkout) };
      case "fix":
        return { checkout, name, inspect: ask, probe: () => probeStanding(ctx, checkout) };
    }
  });
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => (answer ??= ask());
}
