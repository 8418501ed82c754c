import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { inspect } from "../../git/inspect.ts";
import { listCheckouts, type Checkout } from "../../ledger/checkouts.ts";
import { scan } from "../registry/add.ts";
import type { Context } from "../context.ts";
import { each, type Each } from "../each.ts";
import { install, type InstallOptions, type InstallReport } from "./install.ts";
import { register } from "../registry/register.ts";
import { checkoutName, selectCheckouts } from "../registry/select-checkouts.ts";
import { uninstall, type UninstallReport } from "./uninstall.ts";

/** Which checkouts a command line means. */
export type Targets = {
  /** Slugs, or paths, which are registered if need be. */
  named: readonly string[];
  /** A folder whose every checkout is meant, or null. */
  scanned: string | null;
  scope: "named" | "all";
};

/**
 * Registers what is not registered yet and installs its hooks, one checkout after the other. A `plan`
 * registers nothing. Throws where no checkout at all can be dealt with.
 */
export async function installAll(
  ctx: Context,
  targets: Targets,
  options: InstallOptions,
): Promise<Each<InstallReport>[]> {
  const wanted = wantedTargets(ctx, targets);
  return each(wanted, async (target) => {
    const checkout = target.checkout ?? (await enrol(ctx, target.path, options.mode));
    return install(ctx, checkout, options);
  });
}

/** Uninstalls the hooks of registered checkouts, one after the other. */
export function uninstallAll(
  ctx: Context,
  targets: Pick<Targets, "named" | "scope">,
  options: { mode: "apply" | "plan" },
): Promise<Each<UninstallReport>[]> {
  const wanted = selectCheckouts(ctx, targets.named, targets.scope);
  return each(wanted, (checkout) => uninstall(ctx, checkout, options));
}

type Target = { path: string; checkout: Checkout | null };

function wantedTargets(ctx: Context, { named, scanned, scope }: Targets): Target[] {
  const registered = scope === "all" ? listCheckouts(ctx.ledger()).map(known) : [];
  const found = scanned === null ? [] : scan(ctx, scanned, Infinity).found.map(unknown);
  const nothingNamed = named.length === 0 && scanned === null && scope === "named";
  const given = (nothingNamed ? ["."] : named).flatMap((name) => namedTargets(ctx, name));
  const targets = [...registered, ...given, ...found];
  const first = new Map(targets.toReversed().map((target) => [target.path, target]));
  return targets.filter((target) => first.get(target.path) === target);
}

function namedTargets(ctx: Context, name: string): Target[] {
  const isSlug = listCheckouts(ctx.ledger()).some(
    (checkout) => checkout.slug === name || checkoutName(checkout) === name,
  );
  const path = resolve(ctx.cwd, name);
  if (!isSlug && existsSync(path)) return [unknown(path)];
  return selectCheckouts(ctx, [name], "named").map(known);
}

const known = (checkout: Checkout): Target => ({ path: checkout.path, checkout });
const unknown = (path: string): Target => ({ path, checkout: null });

/** Registers the checkout around a path; for a plan, only describes it as it would stand in the registry. */
async function enrol(ctx: Context, path: string, mode: InstallOptions["mode"]): Promise<Checkout> {
  if (mode === "apply") return register(ctx, path, { slug: null });
  const { path: top, gitDir, commonDir } = await inspect(path, ctx.env);
  const registered = listCheckouts(ctx.ledger()).find((checkout) => checkout.gitDir === gitDir);
  if (registered) return registered;
  return {
    id: 0,
    slug: "(not registered)",
    repoId: "",
    path: top,
    gitDir,
    commonDir,
    remoteKey: null,
    localKey: null,
    hooksState: "missing",
    pausedUntil: null,
    lastStateSyncedAt: null,
    lastPushedAt: null,
    lastPulledAt: null,
    registeredAt: ctx.clock.now().toISOString(),
  };
}
